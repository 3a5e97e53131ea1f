import type { Generated } from 'kysely'

import type { LinkRecord, SessionDraft } from './store.ts'

/** The database as Kysely sees it; `migrations.ts` makes it so. Moments are epoch seconds. */
export interface Tables {
  accounts: AccountsTable
  devices: DevicesTable
  bindings: BindingsTable
  grants: GrantsTable
  link_requests: LinkRequestsTable
  sessions: SessionsTable
  passkeys: PasskeysTable
  phone_keys: PhoneKeysTable
  places: PlacesTable
  takeovers: TakeoversTable
  misses: MissesTable
  seeds: SeedsTable
}

interface AccountsTable {
  account_id: string
  username: string
  name: string
  color: string
  /** Empty for an account without a password: in SQLite a column cannot stop being NOT NULL. */
  password_hash: string
  demo: 0 | 1
  disabled: Generated<0 | 1>
  /** Who this is at an OpenID provider; both are `null` for a local account. */
  issuer: string | null
  subject: string | null
  /** Whether its person has switched sign-in by QR on. */
  site_sign_in: Generated<0 | 1>
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
  /** The last hello that was written down. */
  seen_at: number | null
}

interface BindingsTable {
  device_id: string
  binding_id: string
  account_id: string
  bound_at: number
  /** `null` for a binding that lasts. */
  expires_at: number | null
  /** As the person calls the device. */
  label: string | null
  /** The lasting id of the session that approved it, or of the phone's key. It may have ended since, so this is no foreign key. */
  session_id: string | null
  /** What that stemmed from just then (`lineage.ts`). */
  lineage: string | null
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
  address: string | null
  country: string | null
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
  /** What the binding gets should the match be won: when it ends, and the session or phone's key that asked. */
  match_binding_until: number | null
  match_session_id: string | null
  claim_account_id: string | null
  claim_shown: string | null
  claim_until: number | null
  /** The TV's ephemeral public key, as JSON. */
  link_key: string | null
  /** What the approval brings for that key, sealed; the TV gets it once it is bound. */
  payload: string | null
  /** The origin of the web page that asks. */
  site: string | null
  /** A web site's one-time key, and until when it is good. */
  code_hash: string | null
  code_until: number | null
}

interface SessionsTable {
  id_hash: string
  /** Outlives `id_hash`. A session that ends itself for another id leaves it to that one. */
  session_id: Generated<string>
  /** A JSON array: its own id, and those of the sessions from which its way in came, see `lineage.ts`. */
  lineage: Generated<string>
  account_id: string
  method: Generated<SessionDraft['method']>
  label: string | null
  address: string
  created_at: number
  proven_at: Generated<number>
  last_used_at: number
  devices_seen_at: Generated<number>
  expires_at: number
}

interface PasskeysTable {
  credential_id: string
  account_id: string
  public_key: string
  counter: number
  /** A JSON array. */
  transports: string
  label: string | null
  created_at: number
  last_used_at: number | null
  session_id: string
  /** Of the session in which it was added. */
  lineage: string
}

/** A P-256 key that a phone keeps and signs approvals with. */
interface PhoneKeysTable {
  /** Its RFC 7638 thumbprint. */
  key_id: string
  account_id: string
  /** JWK, as JSON. */
  public_key: string
  label: string | null
  created_at: number
  last_used_at: number | null
  /** Which of `accountIssuers` vouched for whoever registered it; `null` for one that was registered in a session. */
  issuer: string | null
  /** The lineage of that session, and the key's own id (`lineage.ts`). */
  lineage: string
}

/** The TV's network in each number match that was won: home to the account for a while. */
interface PlacesTable {
  account_id: string
  network: string
  matched_at: number
  /** The session or phone's key that won it. */
  session_id: string | null
  lineage: string | null
}

/** A device that was the account's until another account's approval replaced the binding. */
interface TakeoversTable {
  account_id: string
  device_id: string
  /** As the person called the device, or else as it called itself. */
  name: string | null
  model: string | null
  taken_at: number
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
