import { PASSWORD_HASH } from './standing-account.ts'
import type { AccountRecord } from './store.ts'

/** The columns of an account, in tables joined or not, under the names that {@link AccountRecord} has for them. */
export const ACCOUNT_COLUMNS = [
  'accounts.account_id as accountId',
  'accounts.username as username',
  'accounts.name as name',
  'accounts.color as color',
  PASSWORD_HASH.as('passwordHash'),
  'accounts.demo as demo',
  'accounts.disabled as disabled',
] as const

export type Flags = { demo: 0 | 1; disabled: 0 | 1 }
export type AccountRow = Omit<AccountRecord, keyof Flags> & Flags

/** SQLite has no booleans. */
export function flagsOf({ demo, disabled }: Flags) {
  return { demo: demo === 1, disabled: disabled === 1 }
}

export function accountIn(row: AccountRow): AccountRecord {
  const { accountId, username, name, color, passwordHash } = row
  return { accountId, username, name, color, passwordHash, ...flagsOf(row) }
}
