// Suggestions under the search field while one types, answers sent in place, and language menus that close. Everything works without this file.
'use strict'

const WAIT = 140
const FEWEST = 2

// The article's address with the search that led there, which is counted.
function fromSearch(url, query) {
  const [path, anchor] = url.split('#')
  return `${path}?q=${encodeURIComponent(query)}${anchor ? `#${anchor}` : ''}`
}

function enhance(form) {
  const input = form.querySelector('input')
  const list = document.createElement('div')
  const status = document.createElement('p')
  list.className = 'suggestions'
  list.id = `${input.id}-suggestions`
  list.setAttribute('role', 'listbox')
  list.setAttribute('aria-label', form.querySelector('label').textContent)
  list.hidden = true
  status.className = 'unseen'
  status.setAttribute('role', 'status')
  form.append(list, status)
  for (const [name, value] of [['role', 'combobox'], ['aria-autocomplete', 'list'], ['aria-expanded', 'false'], ['aria-controls', list.id]]) {
    input.setAttribute(name, value)
  }

  let timer = 0
  let asked = 0
  let chosen = -1
  let running = null

  const options = () => [...list.querySelectorAll('a')]

  function choose(at) {
    const all = options()
    chosen = all.length ? (at + all.length) % all.length : -1
    all.forEach((option, index) => option.setAttribute('aria-selected', String(index === chosen)))
    if (chosen < 0) input.removeAttribute('aria-activedescendant')
    else input.setAttribute('aria-activedescendant', all[chosen].id)
  }

  function close() {
    list.hidden = true
    input.setAttribute('aria-expanded', 'false')
    input.removeAttribute('aria-activedescendant')
    chosen = -1
  }

  function option(href, className) {
    const link = document.createElement('a')
    link.href = href
    link.id = `${list.id}-${list.childElementCount}`
    link.tabIndex = -1
    link.setAttribute('role', 'option')
    link.setAttribute('aria-selected', 'false')
    if (className) link.className = className
    list.append(link)
    return link
  }

  function show(results, query) {
    list.replaceChildren()
    for (const result of results) {
      const link = option(fromSearch(result.url, query))
      link.lang = result.locale
      const title = document.createElement('b')
      const passage = document.createElement('span')
      title.textContent = result.title
      // The server escapes the text and adds nothing but <mark>.
      passage.innerHTML = result.passage
      link.append(title, passage)
    }
    if (results.length) {
      const all = option(`${form.action}?q=${encodeURIComponent(query)}`, 'all')
      all.textContent = form.dataset.all.replace('{query}', query)
    }
    status.textContent = results.length === 1 ? form.dataset.one : form.dataset.count.replace('{count}', String(results.length))
    list.hidden = !results.length
    input.setAttribute('aria-expanded', String(!list.hidden))
    chosen = -1
    input.removeAttribute('aria-activedescendant')
  }

  async function ask() {
    const query = input.value.trim()
    const turn = ++asked
    running?.abort()
    if (Array.from(query).length < FEWEST) return close()
    running = new AbortController()
    try {
      const address = `${form.dataset.search}?locale=${encodeURIComponent(form.dataset.locale)}&q=${encodeURIComponent(input.value)}`
      const answer = await fetch(address, { signal: running.signal })
      if (!answer.ok || turn !== asked) return
      const { results } = await answer.json()
      if (turn === asked && document.activeElement === input) show(results.slice(0, 5), query)
    } catch {
      // Offline or too slow: the form itself still works.
    }
  }

  input.addEventListener('input', (event) => {
    clearTimeout(timer)
    if (!event.isComposing) timer = setTimeout(ask, WAIT)
  })
  input.addEventListener('compositionend', () => { timer = setTimeout(ask, WAIT) })
  input.addEventListener('keydown', (event) => {
    if (list.hidden || event.isComposing) return
    if (event.key === 'ArrowDown') choose(chosen + 1)
    else if (event.key === 'ArrowUp') choose(chosen < 0 ? -1 : chosen - 1)
    else if (event.key === 'Escape') close()
    else if (event.key === 'Enter' && chosen >= 0) options()[chosen].click()
    else return
    event.preventDefault()
  })
  form.addEventListener('focusout', (event) => { if (!form.contains(event.relatedTarget)) close() })
  list.addEventListener('mousedown', (event) => event.preventDefault())
}

// An answer about the article is sent without leaving it; without this file the form leads to a page that says the same.
document.addEventListener('submit', async (event) => {
  const place = event.target.closest('.feedback')
  if (!place) return
  event.preventDefault()
  const body = new URLSearchParams(new FormData(event.target, event.submitter))
  place.setAttribute('aria-busy', 'true')
  try {
    const answer = await fetch(event.target.action, { method: 'POST', body })
    const page = new DOMParser().parseFromString(await answer.text(), 'text/html')
    const told = page.getElementById('thanks')
    told.tabIndex = -1
    told.querySelector('h1').id = 'feedback-heading'
    place.replaceChildren(document.adoptNode(told))
    told.focus()
  } catch {
    // Offline or refused on the way: as without this file, with the pressed button's answer.
    const { name, value } = event.submitter ?? {}
    if (name) event.target.append(Object.assign(document.createElement('input'), { type: 'hidden', name, value }))
    HTMLFormElement.prototype.submit.call(event.target)
  } finally {
    place.removeAttribute('aria-busy')
  }
})

document.querySelectorAll('form[data-search]').forEach(enhance)
document.addEventListener('click', (event) => {
  document.querySelectorAll('.languages details[open]').forEach((menu) => { if (!menu.contains(event.target)) menu.open = false })
})
document.addEventListener('keydown', (event) => {
  if (event.key === 'Escape') document.querySelectorAll('.languages details[open]').forEach((menu) => { menu.open = false })
  if (event.key === '/' && !/^(INPUT|TEXTAREA|SELECT)$/.test(document.activeElement?.tagName)) {
    event.preventDefault()
    document.querySelector('form[data-search] input')?.focus()
  }
})
