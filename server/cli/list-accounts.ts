import type { AccountSummary } from '../store/store.ts'
import { listed } from './listed.ts'
import { done, type Outcome } from './outcome.ts'
import { table } from './table.ts'
import { withStore } from './with-store.ts'

export function listAccounts(): Promise<Outcome> {
  return withStore(async (store) => {
    const { rows, note } = await listed(
      (after, limit) => store.accounts({ after, limit }),
      ({ username }) => username,
    )
    if (rows.length === 0) {
      return done([], 'No accounts yet. "couchlink accounts add" makes one.', note)
    }
    return done(rows, table(COLUMNS, rows.map(cellsOf)), note)
  })
}

const COLUMNS = [
  { heading: 'username' },
  { heading: 'name' },
  { heading: 'color' },
  { heading: 'TVs', align: 'right' },
  { heading: 'phones', align: 'right' },
  { heading: 'state' },
] as const

function cellsOf({ username, name, color, devices, sessions, demo, disabled }: AccountSummary) {
  const state = [...(disabled ? ['disabled'] : []), ...(demo ? ['demo'] : [])].join(', ')
  return [username, name, color, String(devices), String(sessions), state || 'active']
}
