import { done, type Outcome } from './outcome.ts'
import { moment, table } from './table.ts'
import { type ListedKey, withKeys } from './with-keys.ts'

export function listKeys(): Promise<Outcome> {
  return withKeys((listed) =>
    listed.length === 0
      ? done([], 'No keys yet. The server makes them at its first start.')
      : done(listed, table(COLUMNS, listed.map(cellsOf))),
  )
}

const COLUMNS = [{ heading: 'key' }, { heading: 'role' }, { heading: 'since' }, { heading: '' }]

const ROLES = {
  next: 'published, signs after the next rotation',
  current: 'signs',
  previous: 'signs no more, its tokens count until they end',
}

function cellsOf({ kid, role, sinceAt }: ListedKey): string[] {
  return [kid, role, moment(sinceAt), ROLES[role]]
}
