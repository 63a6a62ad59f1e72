// Help for a page of the exchange: `await help.context('withdraw.usdt.trc20')` → [{ title, url, summary, locale }].
// Any element with data-help="page.key" gets the list by itself. Made for the exchange's own pages; needs no other file.
'use strict'

;(() => {
  const here = document.currentScript
  const { origin, pathname } = new URL(here.src)
  const brand = pathname.split('/')[2]

  async function context(page, locale = here.dataset.locale || document.documentElement.lang) {
    try {
      const query = new URLSearchParams({ page, ...(locale && { locale }) })
      const answer = await fetch(`${origin}/api/w/${brand}/context?${query}`, { credentials: 'omit' })
      if (!answer.ok) return []
      const { articles } = await answer.json()
      return articles.map((article) => ({ ...article, url: origin + article.url }))
    } catch {
      // Without help the page is still the page.
      return []
    }
  }

  async function fill(place) {
    const articles = await context(place.dataset.help, place.dataset.locale)
    const list = document.createElement('ul')
    for (const { title, url, locale } of articles) {
      const link = Object.assign(document.createElement('a'), { href: url, lang: locale, textContent: title, target: '_blank', rel: 'noopener' })
      const item = document.createElement('li')
      item.append(link)
      list.append(item)
    }
    if (articles.length) place.append(list)
    place.hidden = !articles.length
  }

  window.help = Object.assign(window.help || {}, { context })
  const start = () => document.querySelectorAll('[data-help]').forEach(fill)
  if (document.readyState === 'loading') document.addEventListener('DOMContentLoaded', start)
  else start()
})()
