/** While a modal is open the page behind it is inert: neither Tab, pointer nor screen reader gets there. */

const BEHIND = '.desk'
let open = 0

/** Covers the page; what it returns takes the cover off and gives the focus back. */
export function cover(): () => void {
  const before = document.activeElement
  open += 1
  set()
  let covered = true
  return () => {
    if (!covered) return
    covered = false
    open -= 1
    set()
    if (before instanceof HTMLElement && before.isConnected) before.focus({ preventScroll: true })
  }
}

function set(): void {
  document.querySelector(BEHIND)?.toggleAttribute('inert', open > 0)
}
