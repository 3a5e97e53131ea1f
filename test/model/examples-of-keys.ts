import { endOtherSessions, newPassword } from './steps/account.ts'
import { approve } from './steps/decisions.ts'
import { goodbye, request } from './steps/devices.ts'
import { addKey, removeKey } from './steps/keys.ts'
import { match } from './steps/match.ts'
import { disown } from './steps/my-devices.ts'
import { deleteAccount, setDisabled } from './steps/operator.ts'
import { addPasskey, signInByPasskey } from './steps/passkeys.ts'
import { fetchPayload } from './steps/payload.ts'
import { signOut } from './steps/phones.ts'
import type { Step } from './steps/step.ts'
import { pass, restart } from './steps/time.ts'

const home = { place: 'home', by: 'handle', password: false } as const
/** A yes that a key has signed, and what it brings. */
const byKey = { ...home, key: 0, payload: 'one' } as const
const takesPayload = true

/** What a phone's key may do, and what an approval brings for its television. */
export const KEYS_AND_PAYLOADS: Record<string, Step[]> = {
  "a key says yes for its person wherever it is, and takes nobody's place on a phone": [
    addKey({ phone: 0 }),
    pass({ seconds: 601 }),
    request({ tv: 0, place: 'home', takesPayload }),
    approve({ back: 0, phone: 2, ...byKey }),
    request({ tv: 1, place: 'home' }),
    approve({ back: 0, phone: 2, ...home }),
    goodbye({ tv: 0, binding: 'none' }),
    approve({ back: -1, phone: 2, ...byKey }),
  ],
  'a key outlives its session, and a new password, and no more': [
    addKey({ phone: 1 }),
    newPassword({ phone: 0 }),
    request({ tv: 0, place: 'home', takesPayload }),
    approve({ back: 0, phone: 3, ...byKey }),
    endOtherSessions({ phone: 0 }),
    request({ tv: 1, place: 'cabin' }),
    approve({ back: 0, phone: 3, ...byKey }),
    setDisabled({ person: 'ann', disabled: true }),
    approve({ back: 1, phone: 3, ...byKey }),
    match({ back: 0, right: true }),
    setDisabled({ person: 'ann', disabled: false }),
    fetchPayload({ back: 1 }),
    request({ tv: 1, place: 'home' }),
    approve({ back: 0, phone: 3, ...byKey }),
    deleteAccount({ person: 'ann' }),
    request({ tv: 1, place: 'home' }),
    approve({ back: 0, phone: 3, ...byKey }),
  ],
  'a key that was removed approves nothing, and wins no match that it began': [
    addKey({ phone: 0 }),
    request({ tv: 0, place: 'home', takesPayload }),
    approve({ back: 0, phone: 0, ...byKey }),
    request({ tv: 1, place: 'cabin', takesPayload }),
    approve({ back: 0, phone: 0, ...byKey }),
    removeKey({ phone: 2, key: 0 }),
    removeKey({ phone: 1, key: 0 }),
    removeKey({ phone: 1, key: 0 }),
    match({ back: 0, right: true }),
    request({ tv: 1, place: 'home' }),
    approve({ back: 0, phone: 0, ...byKey }),
    fetchPayload({ back: -1 }),
    disown({ phone: 0, device: { tv: 0 } }),
  ],
  'what somebody connected with a key of theirs goes with the key, and the session that registered it stays':
    [
      addKey({ phone: 1 }),
      addKey({ phone: 1 }),
      request({ tv: 0, place: 'home', takesPayload }),
      approve({ back: 0, phone: 1, ...byKey, key: -1 }),
      request({ tv: 1, place: 'home' }),
      approve({ back: 0, phone: 3, ...byKey, key: -1 }),
      request({ tv: 2, place: 'cabin' }),
      approve({ back: 0, phone: 3, ...byKey, key: -1 }),
      disown({ phone: 1, device: { tv: 1 } }),
      fetchPayload({ back: -1 }),
      match({ back: 0, right: true }),
      request({ tv: 0, place: 'home' }),
      approve({ back: 0, phone: 3, ...byKey, key: -1 }),
      approve({ back: 0, phone: 3, ...byKey, key: -2 }),
    ],
  'a key that somebody left with a stolen phone goes with it, and with all that it led to': [
    addPasskey({ phone: 1 }),
    signInByPasskey({ phone: 3, passkey: 0 }),
    addKey({ phone: 3 }),
    addKey({ phone: 0 }),
    signOut({ phone: 3 }),
    request({ tv: 0, place: 'home' }),
    approve({ back: 0, phone: 1, ...home }),
    request({ tv: 1, place: 'home', takesPayload }),
    approve({ back: 0, phone: 2, ...byKey, key: -1 }),
    disown({ phone: 0, device: { tv: 0 } }),
    request({ tv: 1, place: 'home' }),
    approve({ back: 0, phone: 2, ...byKey, key: -1 }),
    approve({ back: 0, phone: 2, ...byKey, key: -2 }),
  ],
  "a payload is the television's while the very binding stands that it came with": [
    request({ tv: 0, place: 'home', takesPayload }),
    approve({ back: 0, phone: 0, ...home, payload: 'one' }),
    fetchPayload({ back: 0, by: 'another TV' }),
    restart(),
    request({ tv: 0, place: 'home', takesPayload }),
    fetchPayload({ back: 1 }),
    approve({ back: 0, phone: 1, ...home, payload: 'other', lasts: 600 }),
    fetchPayload({ back: 1 }),
    pass({ seconds: 600 }),
    fetchPayload({ back: 0 }),
  ],
  'what a match has brought is not what counts where the same person comes home meanwhile': [
    request({ tv: 0, place: 'home', takesPayload }),
    approve({ back: 0, phone: 0, ...home, place: 'road', payload: 'one' }),
    approve({ back: 0, phone: 0, ...home, place: 'road', payload: 'other' }),
    fetchPayload({ back: 0 }),
    approve({ back: 0, phone: 1, ...home, payload: 'other' }),
    request({ tv: 1, place: 'cabin', takesPayload }),
    approve({ back: 0, phone: 0, ...home, payload: 'one' }),
    match({ back: 0, right: true }),
    request({ tv: 2, place: 'road', takesPayload }),
    approve({ back: 0, phone: 0, ...home, payload: 'one' }),
    match({ back: 0, right: false }),
    fetchPayload({ back: 0 }),
  ],
  'what was sealed for another code, or for nobody, connects nothing': [
    request({ tv: 0, place: 'home', takesPayload }),
    approve({ back: 0, phone: 0, ...home, payload: 'astray' }),
    approve({ back: 0, phone: 0, ...home, payload: 'unasked' }),
    request({ tv: 1, place: 'home' }),
    approve({ back: 0, phone: 0, ...home, payload: 'unasked' }),
    approve({ back: 0, phone: 0, ...home, payload: 'one' }),
    fetchPayload({ back: 0 }),
  ],
}
