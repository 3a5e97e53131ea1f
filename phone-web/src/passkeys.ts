// What it takes to sign in with a passkey: loaded only where the phone can have them. To make one is a part of its own.
export { makeAutofill } from './passkeys/autofill.ts'
export { prove } from './passkeys/prove.ts'
