import type { AccountRecord } from '../../store/store.ts'
import type { Caller } from '../parts.ts'

/** Whether an account may be used from here. The demo account's password is in the README: it is for this house alone. */
export function isOpenTo(
  { demo, disabled }: Pick<AccountRecord, 'demo' | 'disabled'>,
  { network }: Caller,
): boolean {
  return !disabled && (!demo || network.kind === 'host_lan')
}
