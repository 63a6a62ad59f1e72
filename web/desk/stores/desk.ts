/** Joins the stores: what the socket says goes to whoever holds it. Started once, by the signed-in frame. */
import { defineStore } from 'pinia'

import type { ServerFrame } from '@/api/frames'

import { useAlerts } from './alerts'
import { useEmergencies } from './emergencies'
import { useHolds } from './holds'
import { useIdle } from './idle'
import { useLink } from './link'
import { useMentions } from './mentions'
import { useQueue } from './queue'
import { useSession } from './session'
import { useTalks } from './talks'
import { useViewers } from './viewers'

export const useDesk = defineStore('desk', () => {
  const link = useLink()
  const holds = useHolds()
  const queue = useQueue()
  const talks = useTalks()
  const session = useSession()
  const mentions = useMentions()
  const viewers = useViewers()
  const alerts = useAlerts()
  const idle = useIdle()
  const emergencies = useEmergencies()
  const { live } = link
  let joined = false
  let met = false

  function join(): void {
    joined = true
    // Back again: what could not be loaded meanwhile is loaded now.
    live.on('welcome', () => {
      if (met) void session.recheck()
      met = true
      void mentions.load()
      if (session.answers) void emergencies.load()
      for (const list of [...queue.lists.values()]) if (list.state === 'failed') void queue.load(list.asked)
      for (const talk of [...talks.talks.values()]) if (talk.state === 'failed') void talks.load(talk.id)
    })
    live.on('workspace', (frame) => queue.onWorkspace(frame))
    live.on('changed', (frame) => {
      alerts.hear(frame.conversations)
      queue.onChanged(frame)
      for (const conversation of frame.conversations) talks.put(conversation)
      for (const id of frame.gone ?? []) talks.gone(id)
    })
    const hear = (id: string, frame: ServerFrame) => void talks.hear(id, frame)
    live.on('subscribed', (frame) => {
      viewers.followed(frame.conversation.id)
      hear(frame.conversation.id, frame)
      queue.put(frame.conversation)
    })
    live.on('conversation', (frame) => {
      hear(frame.conversation.id, frame)
      queue.put(frame.conversation)
    })
    live.on('entry', (frame) => hear(frame.conversation, frame))
    live.on('receipt', (frame) => hear(frame.conversation, frame))
    live.on('typing', (frame) => hear(frame.conversation, frame))
    live.on('colleagues', (frame) => {
      if (frame.type === 'viewers') viewers.hear(frame.conversation, frame.viewers)
      else if (frame.type === 'emergency') void emergencies.load()
      else void mentions.hear(frame, viewers.isLooking(frame.conversation))
    })
    live.on('gone', ({ conversation }) => talks.gone(conversation))
    live.sender.on('changed', ({ thread }) => talks.refreshPending(thread))
  }

  function start(): void {
    if (!joined) join()
    alerts.start()
    if (session.answers) emergencies.start()
    idle.start()
    const agent = session.me?.id
    if (agent && live.state !== 'online') void link.start(agent).then(() => holds.start(agent))
  }

  return { start }
})
