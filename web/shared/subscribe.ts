/** A browser's own address for us, under which it is told by its push service. Asked for by our windows, after a click. */
export async function subscribe(scope: string, key: string): Promise<PushSubscription> {
  await navigator.serviceWorker.register(`${scope}push.js`, { scope })
  const { pushManager } = await navigator.serviceWorker.ready
  const options = { userVisibleOnly: true, applicationServerKey: key }
  try {
    return await pushManager.subscribe(options)
  } catch (reason) {
    // One made for another key of ours is given back first.
    const old = await pushManager.getSubscription()
    if (!old) throw reason
    await old.unsubscribe()
    return pushManager.subscribe(options)
  }
}
