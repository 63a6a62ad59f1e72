// The form for a new ticket without this script is whole; with it, articles are found while one writes, rows are pasted, and one
// sees how complete it is.
'use strict'

const WAIT = 120
const FEWEST = 8

function element(name, values, ...inside) {
  const made = Object.assign(document.createElement(name), values)
  made.append(...inside)
  return made
}

function completeness(form) {
  const meter = form.querySelector('meter')
  const said = form.querySelector('output')
  const wanted = form.dataset.needed.split(' ').filter(Boolean)
  const filled = (name) => [...form.elements].some((one) =>
    one.name === name && (one.type === 'file' ? one.files.length : one.type === 'checkbox' ? one.checked : one.value.trim()))
  const points = (key) => {
    if (key === 'text' ? filled('text') : ['v', 'u', 'k'].some((letter) => filled(`${letter}.${key}`))) return 2
    return filled(`m.${key}`) ? 1 : 0
  }
  const count = () => {
    const percent = wanted.length ? Math.floor((50 * wanted.reduce((sum, key) => sum + points(key), 0)) / wanted.length) : 100
    if (meter.value === percent) return
    meter.value = percent
    said.textContent = said.dataset.said.replace('{percent}', percent)
  }
  form.addEventListener('input', count)
  form.addEventListener('change', count)
  count()
}

// Articles while one writes: shown once, and never again after "this did not help".
function suggestions(form) {
  const text = form.elements.text
  const found = document.getElementById('found')
  const list = found.querySelector('ul')
  let timer = 0
  let running = null
  let last = ''

  async function ask() {
    const words = text.value.trim().slice(0, 200)
    if (words.length < FEWEST || words === last) return
    last = words
    running?.abort()
    running = new AbortController()
    const query = new URLSearchParams({ q: words, locale: form.dataset.locale })
    try {
      const answer = await fetch(`/api/w/${form.dataset.brand}/suggest?${query}`, { signal: running.signal })
      const { suggestions: all } = answer.ok ? await answer.json() : { suggestions: [] }
      list.replaceChildren(...all.slice(0, 3).map((one) =>
        element('li', {}, element('a', { href: one.url, target: '_blank', rel: 'noopener', textContent: one.title, dir: 'auto' }))))
      found.hidden = !all.length
    } catch {
      // No articles then; the form is what matters.
    }
  }

  const later = () => {
    clearTimeout(timer)
    timer = setTimeout(ask, WAIT)
  }
  text.addEventListener('input', later)
  found.querySelector('button').addEventListener('click', () => {
    text.removeEventListener('input', later)
    found.hidden = true
    text.focus()
  })
}

const cells = (pasted) => pasted.replace(/\r/g, '').split('\n').filter((line) => line.trim()).map((line) => line.split('\t').map((cell) => cell.trim()))

// Of a pasted table, the column whose cells are most like the example.
function likest(table, example) {
  const width = Math.max(...table.map((row) => row.length))
  const far = (at) => table.reduce((sum, row) => sum + Math.abs((row[at] ?? '').length - example.length), 0)
  return [...Array(width).keys()].sort((a, b) => far(a) - far(b))[0]
}

const TIMED = /^\s*(\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(?::\d{2})?(?: ?(?:[Zz]|[+-]\d{2}:?\d{2}))?)[\s,;|:–—-]+(.*)$/
const KINDS = {
  // One value in each row.
  values: {
    names: [null],
    read: (line) => [line],
    write: ([value]) => value.trim(),
    pasted: (table, example) => { const at = likest(table, example); return table.map((row) => [row[at] ?? '']) },
  },
  // A time and what happened then.
  events: {
    names: ['time', 'what'],
    read: (line) => { const told = TIMED.exec(line); return told ? [told[1], told[2]] : ['', line] },
    write: ([time, what]) => `${time.trim()} ${what.trim()}`.trim(),
    pasted: (table) => table.map(([time, ...rest]) => (rest.length ? [time, rest.join(' ')] : KINDS.events.read(time))),
  },
}

// A text area of lines as rows of fields; what is sent is the text area.
function rows(area, kind, words, example) {
  const label = document.querySelector(`label[for="${area.id}"]`)
  const list = element('ul', { className: 'rows' })
  const add = element('button', { type: 'button', className: 'button', textContent: words.add })
  const hint = element('p', { className: 'hint', textContent: words.paste })
  const box = element('div', { className: 'table' }, list, hint, add)
  box.setAttribute('role', 'group')
  label.id = `${area.id}-label`
  box.setAttribute('aria-labelledby', label.id)

  const keep = () => {
    area.value = [...list.children].map((row) => kind.write([...row.querySelectorAll('input')].map((one) => one.value))).filter(Boolean).join('\n')
    area.dispatchEvent(new Event('input', { bubbles: true }))
  }
  const number = () => [...list.children].forEach((row, at) => row.querySelectorAll('input, button').forEach((one) => {
    one.setAttribute('aria-label', [words.row.replace('{row}', at + 1), one.dataset.said].filter(Boolean).join(': '))
  }))

  function row(values) {
    const inputs = kind.names.map((name, at) => {
      const input = element('input', { value: values[at] ?? '', autocomplete: 'off', spellcheck: name === 'what', dir: name === 'what' ? 'auto' : 'ltr' })
      input.dataset.said = name ? words[name] : ''
      if (name === 'time') input.placeholder = '2026-11-22 14:05'
      input.setAttribute('aria-describedby', area.getAttribute('aria-describedby') ?? '')
      if (area.getAttribute('aria-invalid')) input.setAttribute('aria-invalid', 'true')
      input.addEventListener('input', (event) => { event.stopPropagation(); keep() })
      input.addEventListener('paste', (event) => {
        const table = cells(event.clipboardData.getData('text'))
        if (table.length < 2 && (kind.names.length < 2 || (table[0] ?? []).length < 2)) return
        event.preventDefault()
        const filled = kind.pasted(table, example).map(row)
        made.after(...filled)
        if (inputs.every((one) => !one.value)) made.remove()
        number()
        keep()
        filled.at(-1).querySelector('input').focus()
      })
      return input
    })
    const remove = element('button', { type: 'button', className: 'link', textContent: '✕' })
    remove.dataset.said = words.remove
    remove.addEventListener('click', () => {
      const near = made.nextElementSibling ?? made.previousElementSibling
      made.remove()
      if (!list.children.length) list.append(row([]))
      number()
      keep();
      (near ?? list.firstElementChild).querySelector('input').focus()
    })
    const made = element('li', {}, ...inputs, remove)
    return made
  }

  const lines = area.value.split('\n').filter((line) => line.trim())
  list.append(...(lines.length ? lines : ['']).map((line) => row(kind.read(line))))
  add.addEventListener('click', () => {
    list.append(row([]))
    number()
    list.lastElementChild.querySelector('input').focus()
  })
  number()
  area.hidden = true
  area.after(box)
  // What leads to the text area, a label or a fault, leads to its first row.
  const first = () => list.querySelector('input').focus()
  label.addEventListener('click', (event) => { event.preventDefault(); first() })
  document.querySelectorAll(`#summary a[href="#${area.id}"]`).forEach((link) => link.addEventListener('click', (event) => { event.preventDefault(); first() }))
}

// Said only when asked for, shown line by line, and sent only as it is shown.
function diagnostics(form) {
  const box = document.getElementById('diagnostics')
  const kept = box.querySelector('input')
  const list = box.querySelector('ul')
  const button = box.querySelector('button')
  const keep = () => { kept.value = [...list.querySelectorAll('span')].map((line) => line.textContent).join('\n') }

  function show(lines) {
    list.replaceChildren(...lines.map((line) => {
      const remove = element('button', { type: 'button', className: 'link', textContent: list.dataset.remove })
      const made = element('li', {}, element('span', { textContent: line, dir: 'auto' }), remove)
      remove.setAttribute('aria-label', `${list.dataset.remove}: ${line}`)
      remove.addEventListener('click', () => {
        const near = made.nextElementSibling ?? made.previousElementSibling
        made.remove()
        keep();
        (near?.querySelector('button') ?? button).focus()
      })
      return made
    }))
    keep()
  }

  async function clock() {
    const before = Date.now()
    try {
      const answer = await fetch('/robots.txt', { cache: 'no-store' })
      const after = Date.now()
      // The server's clock is told in whole seconds: half of one is what it means.
      const told = Date.parse(answer.headers.get('date')) + 500
      return Number.isNaN(told) ? '' : `${((before + after) / 2 - told > 0 ? '+' : '')}${Math.round(((before + after) / 2 - told) / 1000)} s`
    } catch {
      return ''
    }
  }

  button.addEventListener('click', async () => {
    const words = list.dataset
    const connection = navigator.connection
    const online = navigator.onLine ? 'online' : 'offline'
    const found = [
      [words.browser, navigator.userAgent],
      [words.system, navigator.userAgentData?.platform ?? navigator.platform],
      [words.screen, `${innerWidth} × ${innerHeight}, ${devicePixelRatio}×`],
      [words.connection, [online, connection?.effectiveType, connection?.rtt === undefined ? '' : `${connection.rtt} ms`].filter(Boolean).join(', ')],
      [words.clock, await clock()],
      [words.zone, Intl.DateTimeFormat().resolvedOptions().timeZone],
      [words.language, navigator.language],
    ]
    show(found.filter(([, value]) => value).map(([name, value]) => `${name}: ${value}`))
    list.querySelector('button').focus()
  })
  box.hidden = false
  if (kept.value) show(kept.value.split('\n'))
}

function files(form, words) {
  form.addEventListener('change', (event) => {
    const input = event.target
    if (input.type !== 'file') return
    const large = [...input.files].some((file) => file.size > Number(words.bytes))
    input.setCustomValidity(large ? words.large : '')
    input.reportValidity()
  })
}

const form = document.getElementById('new-ticket')
const { ...words } = document.getElementById('row-words').dataset
completeness(form)
suggestions(form)
diagnostics(form)
files(form, words)
if (form.elements.zone && !form.elements.zone.value) form.elements.zone.value = Intl.DateTimeFormat().resolvedOptions().timeZone ?? ''
for (const field of form.querySelectorAll('[data-many]')) rows(field.querySelector('textarea'), KINDS.values, words, field.dataset.example)
rows(form.elements.events, KINDS.events, words, '')
document.getElementById('summary')?.focus()
