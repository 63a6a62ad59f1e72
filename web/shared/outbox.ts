/**
 * What was written and not yet acknowledged, in IndexedDB, so that a reload, a crash or a day without network loses
 * nothing; where the browser refuses a database (private windows, full disks) it is kept in memory.
 */
import type { Command } from '@/api/frames'
import type { FileRef } from '@/api/types'

export interface OutboxItem {
  client_id: string
  /** Whose words these are: another account in the same browser must not send them. */
  owner: string
  /** The conversation's id, or a name of the client's own until the server has given one. */
  thread: string
  command: Command
  files: FileRef[]
  /** Milliseconds; rises strictly, so that the order of writing is the order of sending. */
  made_at: number
}

export interface OutboxStore<Item extends OutboxItem = OutboxItem> {
  /** All of one owner's items in the order of writing. */
  load(owner: string): Promise<Item[]>
  put(item: Item): Promise<void>
  remove(client_id: string): Promise<void>
}

const KEEP_MS = 14 * 24 * 3600 * 1000

export class MemoryOutbox<Item extends OutboxItem = OutboxItem> implements OutboxStore<Item> {
  private readonly items = new Map<string, Item>()

  load(owner: string): Promise<Item[]> {
    const mine = [...this.items.values()].filter((item) => item.owner === owner)
    return Promise.resolve(mine.sort((a, b) => a.made_at - b.made_at))
  }

  put(item: Item): Promise<void> {
    this.items.set(item.client_id, structuredClone(item))
    return Promise.resolve()
  }

  remove(client_id: string): Promise<void> {
    this.items.delete(client_id)
    return Promise.resolve()
  }
}

function settled<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result)
    request.onerror = () => reject(request.error ?? new Error('indexeddb'))
  })
}

class IndexedOutbox<Item extends OutboxItem> implements OutboxStore<Item> {
  constructor(private readonly database: IDBDatabase) {}

  private store(mode: IDBTransactionMode): IDBObjectStore {
    return this.database.transaction('items', mode).objectStore('items')
  }

  async load(owner: string): Promise<Item[]> {
    const all = (await settled(this.store('readonly').getAll())) as Item[]
    const stale = all.filter((item) => item.made_at < Date.now() - KEEP_MS)
    await Promise.all(stale.map((item) => this.remove(item.client_id)))
    return all.filter((item) => item.owner === owner && !stale.includes(item)).sort((a, b) => a.made_at - b.made_at)
  }

  async put(item: Item): Promise<void> {
    await settled(this.store('readwrite').put(item))
  }

  async remove(client_id: string): Promise<void> {
    await settled(this.store('readwrite').delete(client_id))
  }
}

/** Writes to both, so that a database which fails in the middle of a session costs nothing but a reload. */
class GuardedOutbox<Item extends OutboxItem> implements OutboxStore<Item> {
  private readonly memory = new MemoryOutbox<Item>()

  constructor(private readonly disk: OutboxStore<Item>) {}

  async load(owner: string): Promise<Item[]> {
    try {
      for (const item of await this.disk.load(owner)) await this.memory.put(item)
    } catch {
      // What memory holds is then all there is.
    }
    return this.memory.load(owner)
  }

  async put(item: Item): Promise<void> {
    await this.memory.put(item)
    await this.disk.put(item).catch(() => undefined)
  }

  async remove(client_id: string): Promise<void> {
    await this.memory.remove(client_id)
    await this.disk.remove(client_id).catch(() => undefined)
  }
}

export async function openOutbox<Item extends OutboxItem = OutboxItem>(name: string): Promise<OutboxStore<Item>> {
  try {
    const request = indexedDB.open(name, 1)
    request.onupgradeneeded = () => request.result.createObjectStore('items', { keyPath: 'client_id' })
    return new GuardedOutbox(new IndexedOutbox<Item>(await settled(request)))
  } catch {
    return new MemoryOutbox()
  }
}
