/** Who works here: the signed-in agent, and the way in and out. */
import { defineStore } from 'pinia'
import { computed, ref } from 'vue'

import { getMe, login, logout, onSessionEnded, putPresence } from '@/api/desk'
import { ApiError } from '@/api/http'
import type { Me, Presence } from '@/api/types'

export const PRESENCES: readonly Presence[] = ['online', 'busy', 'away', 'offline']

export type SessionState = 'unknown' | 'in' | 'out' | 'failed'

export const useSession = defineStore('session', () => {
  const me = ref<Me | null>(null)
  const state = ref<SessionState>('unknown')
  /** The session ended by itself: the sign-in page says so. */
  const ended = ref(false)

  const leads = computed(() => me.value?.role === 'lead' || me.value?.role === 'admin')
  const admin = computed(() => me.value?.role === 'admin')
  /** Who only writes articles meets neither customers nor what customers say. */
  const answers = computed(() => me.value !== null && me.value.role !== 'editor' && me.value.role !== 'reviewer')
  const writes = computed(() => me.value?.articles.write === true)
  const publishes = computed(() => me.value?.articles.publish === true)

  onSessionEnded(() => { if (state.value === 'in') lose() })

  async function load(): Promise<void> {
    try {
      me.value = await getMe()
      state.value = 'in'
    } catch (reason) {
      state.value = reason instanceof ApiError && reason.status === 401 ? 'out' : 'failed'
    }
  }

  /** The server let go of the connection: what one may do can be another thing now. What the page still holds is then let go too. */
  async function recheck(): Promise<void> {
    const held = me.value
    const now = await getMe().catch(() => null)
    if (!held || !now || me.value !== held) return
    const rights = ({ id, role, brands, teams }: Me) => JSON.stringify([id, role, brands.map((one) => one.key).sort(), teams.map((one) => one.id).sort()])
    if (rights(held) !== rights(now)) location.reload()
  }

  async function signIn(email: string, password: string): Promise<void> {
    me.value = await login(email, password)
    state.value = 'in'
    ended.value = false
  }

  /** Signed out here at once; that the server hears it is tried, not waited for. */
  async function signOut(): Promise<void> {
    const told = logout()
    lose()
    ended.value = false
    await told.catch(() => undefined)
  }

  function lose(): void {
    ended.value = state.value === 'in'
    me.value = null
    state.value = 'out'
  }

  async function setPresence(presence: Presence): Promise<void> {
    if (!me.value) return
    const before = me.value.presence
    me.value = { ...me.value, presence }
    try {
      me.value = { ...me.value, presence: (await putPresence(presence)).presence }
    } catch (reason) {
      me.value = { ...me.value, presence: before }
      throw reason
    }
  }

  return { me, state, ended, leads, admin, answers, writes, publishes, load, recheck, signIn, signOut, lose, setPresence }
})
