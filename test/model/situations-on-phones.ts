import { ANN, BOB, CAT, ENDS, HER_TABLET, type Situation, says, YES } from './situation.ts'
import { deleteMine, endOtherSessions, newPassword } from './steps/account.ts'
import { approve, deny } from './steps/decisions.ts'
import { cancel, goodbye, request } from './steps/devices.ts'
import { addKey, removeKey } from './steps/keys.ts'
import { match } from './steps/match.ts'
import { disown, signOutDevices } from './steps/my-devices.ts'
import { open } from './steps/opening.ts'
import { addPasskey, signInByPasskey } from './steps/passkeys.ts'
import { fetchPayload } from './steps/payload.ts'
import { signIn, signOut } from './steps/phones.ts'
import { endDueBindings, pass } from './steps/time.ts'

/** A yes that the oldest key has signed, on a phone where somebody else is signed in. */
const BY_KEY = { ...YES, phone: CAT, key: -1, payload: 'one' } as const

/** What people do on their phones at the same moment: hold, prove, undo. */
export const ON_PHONES: Situation[] = [
  {
    name: 'Ann holds a code for one more second',
    before: [
      signIn({ phone: CAT, place: 'home', as: 'ann' }),
      request({ tv: 0, place: 'home' }),
      open({ back: 0, phone: ANN, place: 'home', by: 'handle' }),
      pass({ seconds: 119 }),
    ],
    atOnce: {
      'approve by Ann': says({ phone: ANN, back: -1 }),
      'approve by Bob': says({ phone: BOB, back: -1 }),
      'Bob asks from elsewhere': says({ phone: BOB, back: -1, place: 'road' }),
      'Ann opens': open({ back: -1, phone: ANN, place: 'home', by: 'handle' }),
      'Bob types the code': open({ back: -1, phone: BOB, place: 'home', by: 'code' }),
      'Ann signs out': signOut({ phone: ANN }),
      'Cat on the phone that Ann used': says({ phone: CAT, back: -1, password: 'first' }),
      deny: deny({ back: -1 }),
      supersede: request({ tv: 0, place: 'home' }),
      'take the code back': cancel({ back: -1 }),
      ...ENDS,
      expire: pass({ seconds: 1 }),
    },
  },
  {
    name: "Ann's television waits for her digits",
    before: [
      request({ tv: 0, place: 'home' }),
      says({ phone: ANN, back: 0, place: 'road' }),
      pass({ seconds: 1 }),
    ],
    atOnce: {
      right: match({ back: -1, right: true }),
      wrong: match({ back: -1, right: false, by: 'device code' }),
      'right on another TV': match({ back: -1, right: true, by: 'another TV' }),
      'Ann is at home': says({ phone: ANN, back: -1 }),
      'Bob is at home': says({ phone: BOB, back: -1 }),
      'Ann asks with her tablet': says({ phone: HER_TABLET, back: -1, place: 'road' }),
      deny: deny({ back: -1 }),
      supersede: request({ tv: 0, place: 'home' }),
      'take the code back': cancel({ back: -1 }),
      'sign out': signOut({ phone: ANN }),
      'end her other sessions': endOtherSessions({ phone: HER_TABLET }),
      ...ENDS,
    },
  },
  {
    name: "somebody has Ann's tablet",
    before: [
      request({ tv: 0, place: 'home' }),
      says({ phone: HER_TABLET, back: 0 }),
      request({ tv: 1, place: 'home' }),
      request({ tv: 2, place: 'cabin' }),
      says({ phone: HER_TABLET, back: 0, place: 'road' }),
    ],
    atOnce: {
      'connect another': says({ phone: HER_TABLET, back: -2 }),
      'win the match': match({ back: -3, right: true }),
      'this was not me': disown({ phone: ANN, device: { tv: 0 } }),
      'sign all devices out': signOutDevices({ phone: ANN, device: 'all' }),
      'end other sessions': endOtherSessions({ phone: ANN }),
      'end its session': endOtherSessions({ phone: ANN, of: HER_TABLET }),
      'new password': newPassword({ phone: ANN }),
      'new password there': newPassword({ phone: HER_TABLET }),
      'connect with the password': says({ phone: HER_TABLET, back: -2, password: 'first' }),
      'connect once': says({ phone: HER_TABLET, back: -2, password: 'once' }),
      'add a passkey there': addPasskey({ phone: HER_TABLET }),
      'register a key there': addKey({ phone: HER_TABLET }),
      'delete mine': deleteMine({ phone: ANN }),
      goodbye: goodbye({ tv: 0, binding: 0 }),
    },
  },
  {
    name: "somebody has left a passkey on Ann's tablet, and comes in with it elsewhere",
    before: [
      addPasskey({ phone: HER_TABLET }),
      request({ tv: 0, place: 'home' }),
      says({ phone: HER_TABLET, back: 0 }),
      request({ tv: 1, place: 'home' }),
      signInByPasskey({ phone: CAT, passkey: -1 }),
    ],
    atOnce: {
      'come in once more': signInByPasskey({ phone: BOB, passkey: -1 }),
      'prove it again': signInByPasskey({ phone: CAT, passkey: -1 }),
      'add another there': addPasskey({ phone: CAT }),
      'connect another': says({ phone: CAT, back: -2 }),
      'sign out there': signOut({ phone: CAT }),
      'this was not me': disown({ phone: ANN, device: { tv: 0 } }),
      'not me either': disown({ phone: CAT, device: { tv: 0 } }),
      'new password': newPassword({ phone: ANN }),
      'delete mine': deleteMine({ phone: ANN }),
      'delete it there': deleteMine({ phone: CAT }),
      ...ENDS,
    },
  },
  {
    name: "Ann's key is on a phone that somebody has",
    before: [
      addKey({ phone: HER_TABLET }),
      request({ tv: 0, place: 'home', takesPayload: true }),
      approve({ ...BY_KEY, back: 0 }),
      request({ tv: 1, place: 'home', takesPayload: true }),
      request({ tv: 2, place: 'cabin', takesPayload: true }),
      approve({ ...BY_KEY, back: 0 }),
    ],
    atOnce: {
      'connect another': approve({ ...BY_KEY, back: -2 }),
      'connect another from elsewhere': approve({ ...BY_KEY, back: -2, place: 'road' }),
      'win the match': match({ back: -3, right: true }),
      'fetch what it brought': fetchPayload({ back: -1 }),
      'remove the key': removeKey({ phone: ANN, key: -1 }),
      'this was not me': disown({ phone: ANN, device: { tv: 0 } }),
      'new password': newPassword({ phone: ANN }),
      'register another there': addKey({ phone: HER_TABLET }),
      'end its session': endOtherSessions({ phone: ANN, of: HER_TABLET }),
      goodbye: goodbye({ tv: 0, binding: 0 }),
      ...ENDS,
    },
  },
  {
    name: "Ann's proof is ten minutes old, and her television's time is up",
    before: [
      request({ tv: 0, place: 'home' }),
      approve({ ...YES, phone: ANN, lasts: 600 }),
      pass({ seconds: 599 }),
      request({ tv: 1, place: 'cabin' }),
    ],
    atOnce: {
      'Ann asks from elsewhere': says({ phone: ANN, back: -2, place: 'road' }),
      'with her password': says({ phone: ANN, back: -2, place: 'road', password: 'first' }),
      'Bob opens': open({ back: -2, phone: BOB, place: 'home', by: 'handle' }),
      'new password': newPassword({ phone: ANN }),
      'delete mine': deleteMine({ phone: ANN }),
      'end what is due': endDueBindings(),
      'sign it out': signOutDevices({ phone: ANN, device: { tv: 0 } }),
      'approve again': says({ phone: ANN, back: -1 }),
      goodbye: goodbye({ tv: 0, binding: 0 }),
      expire: pass({ seconds: 1 }),
    },
  },
]
