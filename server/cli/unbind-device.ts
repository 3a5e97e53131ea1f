import { noSuchDevice } from './no-such.ts'
import { done, type Outcome } from './outcome.ts'
import { withStore } from './with-store.ts'

/** Ends a device's binding. Notices are the server's alone, so the TV itself learns it only when it next asks. */
export function unbindDevice(deviceId: string): Promise<Outcome> {
  return withStore(async (store) => {
    if (!(await store.deviceState(deviceId, Math.floor(Date.now() / 1000))).known)
      return noSuchDevice(deviceId)
    const unbound = await store.unbind(deviceId, null)
    return done({ deviceId, unbound }, unbound ? UNBOUND(deviceId) : `${deviceId} is not bound.`)
  })
}

const UNBOUND = (deviceId: string) =>
  `${deviceId} belongs to nobody now, and its calls are refused at once.
The TV shows that when it next asks the server, within 8 minutes.`
