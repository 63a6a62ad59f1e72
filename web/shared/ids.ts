/**
 * A UUID of version 7 (RFC 9562): it begins with the time, so that messages sent one after another lie side by side in the
 * server's index. `crypto.randomUUID` is random all over, and missing where the page is not served over TLS.
 */
export function uuid(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16))
  const view = new DataView(bytes.buffer)
  const moment = Date.now()
  view.setUint32(0, Math.floor(moment / 0x10000))
  view.setUint16(4, moment % 0x10000)
  view.setUint8(6, (view.getUint8(6) & 0x0f) | 0x70)
  view.setUint8(8, (view.getUint8(8) & 0x3f) | 0x80)
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-')
}
