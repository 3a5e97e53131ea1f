/** The parts of the page that change, by their ids. */
export interface Elements {
  form: HTMLFormElement
  title: HTMLElement
  which: HTMLElement
  where: HTMLElement
  place: HTMLElement
  started: HTMLElement
  digits: HTMLElement
  tv: HTMLElement
  shownCode: HTMLElement
  compare: HTMLElement
  facts: HTMLElement
  tvFacts: HTMLElement
  phoneFacts: HTMLElement
  code: HTMLInputElement
  account: HTMLElement
  accountName: HTMLElement
  accountColor: SVGElement
  signOut: HTMLButtonElement
  reauthenticate: HTMLElement
  credentials: HTMLFieldSetElement
  username: HTMLInputElement
  password: HTMLInputElement
  showPassword: HTMLButtonElement
  remember: HTMLInputElement
  ways: HTMLElement
  passkey: HTMLButtonElement
  risk: HTMLElement
  status: HTMLElement
  again: HTMLButtonElement
  actions: HTMLElement
  connect: HTMLButtonElement
  connectText: HTMLElement
  refuse: HTMLButtonElement
  refuseText: HTMLElement
  typeCode: HTMLElement
  offer: HTMLElement
  offerPasskey: HTMLButtonElement
  offerLater: HTMLButtonElement
  newDevices: HTMLElement
  devicesLink: HTMLElement
  inApp: HTMLElement
  inAppOpen: HTMLAnchorElement
  inAppCopy: HTMLButtonElement
  /** Either of them: the person's choice, or the operator's word. */
  until: HTMLElement | null
  untilNote: HTMLElement | null
  /** Only where the operator has a sign-in provider. */
  oidc: HTMLAnchorElement | null
  /** Only where people may make accounts. */
  signUp: HTMLDetailsElement | null
  signUpForm: HTMLFormElement | null
  signUpUsername: HTMLInputElement | null
  signUpName: HTMLInputElement | null
  signUpPassword: HTMLInputElement | null
}

const ALWAYS =
  'form title which where place started digits tv shown-code compare facts tv-facts phone-facts code account ' +
  'account-name account-color sign-out reauthenticate credentials username password show-password remember ways ' +
  'passkey risk status again actions connect connect-text refuse refuse-text type-code offer offer-passkey offer-later ' +
  'new-devices devices-link in-app in-app-open in-app-copy'
const SOMETIMES =
  'until until-note oidc sign-up sign-up-form sign-up-username sign-up-name sign-up-password'.split(
    ' ',
  )

/** @throws when the page lacks a part: it is broken, and says which */
export function elementsOf(document: Document): Elements {
  const found: Record<string, Element | null> = {}
  for (const id of [...ALWAYS.split(' '), ...SOMETIMES]) {
    const element = document.getElementById(id)
    if (element === null && !SOMETIMES.includes(id)) throw new Error(`The page has no #${id}.`)
    found[id.replace(/-./g, (dashed) => dashed.charAt(1).toUpperCase())] = element
  }
  return found as unknown as Elements
}
