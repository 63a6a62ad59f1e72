/** The shapes of docs/protocol.md: what everybody is told, and what only agents are. */
export type * from './desk-types'
export type * from './shared-types'
