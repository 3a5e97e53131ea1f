// The package's export `couchlink/web`: the sign-in by QR for any web page, which its site's own back end finishes.

export type { SignInOptions, SignInShown } from './show-sign-in.ts'
export { showSignIn } from './show-sign-in.ts'
export type { Texts } from './texts.ts'
