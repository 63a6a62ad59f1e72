/**
 * The page's policy allows `style-src 'self' 'nonce-…'`. Naive UI (through css-render) writes <style> elements at run time
 * and knows nothing of nonces, so every style element made by script gets the page's nonce. The server puts it into
 * `<meta property="csp-nonce">` (Vite uses the same element). Imported first by main.ts, before any component.
 */
/* eslint-disable @typescript-eslint/no-deprecated -- only an overload with old element names is deprecated */
const nonce = document.querySelector<HTMLElement>('meta[property="csp-nonce"]')?.nonce

if (nonce) {
  const create = document.createElement.bind(document)
  document.createElement = (name: string, options?: ElementCreationOptions) => {
    const element = create(name, options)
    if (name.toLowerCase() === 'style') element.setAttribute('nonce', nonce)
    return element
  }
}

export {}
