/** What is being written, per agent and conversation, kept in the browser through reloads and crashes for two weeks. */
import type { FileRef, MacroStep } from '@/api/types'

export interface Draft {
  mode: 'reply' | 'note'
  reply: string
  note: string
  files: FileRef[]
  /** What was chosen with a macro to be done with the reply, and the id under which it was last asked for. */
  steps: readonly MacroStep[]
  asked: { client_id: string; said: string }
  /** The latest replies that were taken back into it, by their client ids: none comes twice. */
  taken: string[]
  /** What the server holds of each, so that a text written without a connection is told from an old one. */
  server: Record<'reply' | 'note', { saved: string; revision: number }>
  /** When it was last touched. */
  at: number
}

const KEEP_MS = 14 * 24 * 3600 * 1000
const PREFIX = 'fairlead.desk.draft.'

const none = () => ({ saved: '', revision: 0 })
const emptyDraft = (): Draft => ({ mode: 'reply', reply: '', note: '', files: [], steps: [], asked: { client_id: '', said: '' }, taken: [], server: { reply: none(), note: none() }, at: 0 })

const key = (agent: string, conversation: string) => `${PREFIX}${agent}.${conversation}`

export function readDraft(agent: string, conversation: string): Draft {
  try {
    const kept = JSON.parse(localStorage.getItem(key(agent, conversation)) ?? 'null') as Partial<Draft> | null
    if (kept && (kept.at ?? 0) > Date.now() - KEEP_MS) return { ...emptyDraft(), ...kept }
  } catch {
    // Storage is forbidden or holds something else: begin anew.
  }
  return emptyDraft()
}

/** An empty draft is kept as long as the server does not know that it is. */
export function keepDraft(agent: string, conversation: string, draft: Draft): void {
  const { reply, note } = draft.server
  try {
    if (!draft.reply && !draft.note && !draft.files.length && !draft.steps.length && !reply.saved && !note.saved) localStorage.removeItem(key(agent, conversation))
    else localStorage.setItem(key(agent, conversation), JSON.stringify(draft))
  } catch {
    // Full or forbidden: the draft lasts as long as the page.
  }
}

/** Once at start: what nobody came back to is removed. */
export function sweepDrafts(): void {
  try {
    for (const name of Object.keys(localStorage)) {
      if (!name.startsWith(PREFIX)) continue
      const at = (JSON.parse(localStorage.getItem(name) ?? '{}') as Partial<Draft>).at ?? 0
      if (at < Date.now() - KEEP_MS) localStorage.removeItem(name)
    }
  } catch {
    // Nothing to sweep where nothing can be kept.
  }
}
