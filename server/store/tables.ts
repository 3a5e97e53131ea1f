import type { Generated } from 'kysely'

import type { LinkRecord } from './store.ts'

/** The database as Kysely sees it; `migrations.ts` makes it so. Moments are epoch seconds. */
export interface Tables {
  accounts: AccountsTable
  devices: DevicesTable
  bindings: BindingsTable
  grants: GrantsTable
  link_requests: LinkRequestsTable
  sessions: SessionsTable
  misses: MissesTable
  seeds: SeedsTable
}

interface AccountsTable {
  account_id: string
  username: string
  name: string
  color: string
  password_hash: string
  demo: 0 | 1
  disabled: Generated<0 | 1>
}

interface DevicesTable {
  device_id: string
  /** The newest link request; it may have been swept since. */
  link_id: string | null
  /** Where the device was when it asked for that one. */
  network: string | null
  address: string | null
  asked_at: number | null
  /** Where and when it asked for the first time; `null` while it only stands in the seeds. */
  first_network: string | null
  first_asked_at: number | null
  /** What it said of itself with the newest link request, and the OAuth client of that one. */
  device_name: string | null
  device_model: string | null
  client_id: string | null
}

interface BindingsTable {
  device_id: string
  binding_id: string
  account_id: string
  bound_at: number
}

/** One row for a family of refresh tokens; the tokens before the last two are known only by not being those. */
interface GrantsTable {
  grant_id: string
  binding_id: string
  client_id: string
  jkt: string | null
  scope: string | null
  token_hash: string
  previous_hash: string | null
  rotated_at: number | null
  expires_at: number
  ends_at: number
}

interface LinkRequestsTable {
  link_id: string
  handle_hash: string
  user_code_hash: string
  device_code_hash: string
  device_id: string
  device_name: string | null
  device_model: string | null
  client_id: string
  jkt: string | null
  scope: string | null
  code_challenge: string | null
  network: string | null
  state: LinkRecord['state']
  reason: LinkRecord['reason']
  /** What the approval made; it may have been unbound or replaced since. */
  binding_id: string | null
  created_at: number
  opened_at: number | null
  expires_at: number
  match_account_id: string | null
  match_number: string | null
  match_until: number | null
}

interface SessionsTable {
  id_hash: string
  account_id: string
  address: string
  created_at: number
  last_used_at: number
  expires_at: number
}

interface MissesTable {
  key: string
  count: number
  last_at: number
  expires_at: number
}

interface SeedsTable {
  key: string
  digest: string
}
