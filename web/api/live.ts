/** One request of the long-poll; docs/protocol.md, section 2.6. What a request that fails means is for the poll to say. */
export function postPoll(address: string, body: object, options: RequestInit): Promise<Response> {
  const headers = { 'Content-Type': 'application/json' }
  return fetch(address, { method: 'POST', headers, body: JSON.stringify(body), cache: 'no-store', ...options })
}
