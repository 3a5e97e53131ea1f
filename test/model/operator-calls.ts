import type { Store } from '../../server/store/store.ts'
import type { Calls } from './calls.ts'
import { accountRecord, sweepLimits } from './settings.ts'

/** Devices and accounts of one sequence; there are never so many. */
const ALL = 10_000

type OperatorCalls = Pick<
  Calls,
  'setDisabled' | 'deleteAccount' | 'addAccount' | 'unbindDevice' | 'listing' | 'sweep'
>

/** What the command line does, which needs no server for it: only its store. */
export function operatorCalls(
  store: () => Store,
  clock: { now: number },
  randomId: () => string,
): OperatorCalls {
  return {
    setDisabled: (person, disabled) => store().setDisabled(person, disabled),
    deleteAccount: (person) => store().deleteAccount(person),
    addAccount: (person) => store().addAccount(accountRecord(person, randomId())),
    unbindDevice: (deviceId) => store().unbind(deviceId, null),
    async listing() {
      const devices = await store().devices({ username: null, after: '', limit: ALL })
      const accounts = await store().accounts({ after: '', limit: ALL })
      return {
        devices: devices.map(({ deviceId, username }) => ({ deviceId, username })),
        accounts: accounts.map(({ username, disabled }) => ({ username, disabled })),
      }
    },
    async sweep() {
      await store().sweep(sweepLimits(clock.now))
    },
  }
}
