import type { NoticeEvent } from '#contract/notice'

import type { App, Key, Person, Place } from './cast.ts'

/** What a call came back with, on whatever way it went. */
export interface Answer {
  status: number
  /** `code` of a problem or `error` of the OAuth endpoints; `null` where nothing was refused. */
  code: string | null
  body: Record<string, unknown>
}

export interface Credentials {
  username: Person
  password: string
}

/** Name and password, or a yes that this key has signed, or both. */
export interface Proof {
  credentials?: Credentials
  key?: number
}

export type Finder = { handle: string } | { user_code: string }

/**
 * Everything that anybody can do to a server: televisions, phones, apps, its operator, time and power. It is there
 * twice, by the flows alone and over HTTP, so that one model judges both.
 */
export interface Calls {
  clock: { now: number }

  /** Everything as at the beginning: three accounts, their phones signed in, nothing else. */
  begin(): Promise<void>

  /** As a television, by its own key. */
  /** @param linkKey whether it shows the key that payloads are sealed for */
  requestByTv(tv: number, place: Place, linkKey: boolean): Promise<Answer>
  helloByTv(tv: number): Promise<Answer>
  /** @param binding the id of the binding that is given up, `null` for a call that names none */
  goodbyeByTv(tv: number, binding: string | null): Promise<Answer>

  /** As an app; `key` makes a DPoP proof of the call. `tv` is what televisions redeem as. */
  requestByApp(app: App, key: Key | null, place: Place): Promise<Answer>
  redeem(client: App | 'tv', deviceCode: string, key: Key | null): Promise<Answer>
  refresh(client: App, refreshToken: string, key: Key | null): Promise<Answer>
  revoke(client: App | 'tv', token: string): Promise<Answer>
  helloByToken(token: string, key: Key | null): Promise<Answer>
  goodbyeByToken(token: string, key: Key | null): Promise<Answer>
  match(deviceCode: string, number: string): Promise<Answer>
  /** As a television that names a link request, which need not be its own. */
  matchByTv(tv: number, linkId: string, number: string): Promise<Answer>
  /** The same: it need not be its own. */
  payloadByTv(tv: number, linkId: string): Promise<Answer>
  cancelByTv(tv: number, linkId: string): Promise<Answer>

  /** As a phone, by its place in the list of phones. */
  signIn(phone: number, credentials: Credentials, place: Place): Promise<Answer>
  signOut(phone: number): Promise<Answer>
  details(phone: number, finder: Finder, place: Place): Promise<Answer>
  /** @param proof what goes with the call, `null` for the account session alone */
  approve(
    phone: number,
    finder: Finder,
    proof: Proof | null,
    more: { until?: number; acknowledged: boolean; remember: boolean; payload?: string },
    place: Place,
  ): Promise<Answer>
  deny(handle: string): Promise<Answer>

  /** As whoever is signed in on a phone, about their own. */
  myDevices(phone: number): Promise<Answer>
  seeDevices(phone: number): Promise<Answer>
  /** @param deviceId `null` means all of them */
  signOutDevices(phone: number, deviceId: string | null): Promise<Answer>
  disown(phone: number, deviceId: string): Promise<Answer>
  /** @param of the phone whose session ends, `null` for all but the one that asks */
  endSessions(phone: number, of: number | null): Promise<Answer>
  newPassword(phone: number, password: string): Promise<Answer>
  /** A passkey is named by its place among all that were ever added; whoever has it may use it on any phone. */
  addPasskey(phone: number): Promise<Answer>
  signInByPasskey(phone: number, passkey: number): Promise<Answer>
  /** A key is named like a passkey, and signs on any phone. */
  addKey(phone: number): Promise<Answer>
  removeKey(phone: number, key: number): Promise<Answer>
  myKeys(phone: number): Promise<Answer>
  deleteMine(phone: number): Promise<Answer>

  /** As the operator. `false` when there is no such account, or already one. */
  setDisabled(person: Person, disabled: boolean): Promise<boolean>
  deleteAccount(person: Person): Promise<boolean>
  addAccount(person: Person): Promise<boolean>
  unbindDevice(deviceId: string): Promise<boolean>
  /** All devices, each with whose it is, and all accounts. */
  listing(): Promise<{
    devices: { deviceId: string; username: string | null }[]
    accounts: { username: string; disabled: boolean }[]
  }>

  /** What the server clears away by itself every minute. */
  sweep(): Promise<void>
  /** What it ends by itself every few seconds. */
  endDueBindings(): Promise<void>
  /** Ends the server as a power cut does, and starts it again. */
  restart(): Promise<void>

  /** The notices since the last look, by deviceId. */
  noticed(): { deviceId: string; event: NoticeEvent }[]
  deviceIdOfTv(tv: number): string
}
