import { redeem, requestByApp } from './steps/apps.ts'
import { approve, deny } from './steps/decisions.ts'
import { goodbye, request } from './steps/devices.ts'
import { refresh, revoke } from './steps/grants.ts'
import { match } from './steps/match.ts'
import { addAccount, deleteAccount, setDisabled } from './steps/operator.ts'
import { open } from './steps/phones.ts'
import type { Step } from './steps/step.ts'
import { pass, restart, sweep } from './steps/time.ts'

const home = { place: 'home', by: 'handle', password: false } as const

/** Sequences that once failed, here or with a fault put in on purpose, as they were printed; each is played every time. */
export const EXAMPLES: Record<string, Step[]> = {
  'what an app gave up while its account was disabled does not come back': [
    requestByApp({ app: 'pad', key: null, place: 'home' }),
    approve({ back: 0, phone: 3, ...home }),
    redeem({ back: 0, key: 'own' }),
    setDisabled({ person: 'cat', disabled: true }),
    revoke({ back: 0, token: 'current' }),
    setDisabled({ person: 'cat', disabled: false }),
    refresh({ back: 0, token: 'current', key: 'own' }),
  ],
  'the binding of another device is nothing that a television could end': [
    requestByApp({ app: 'guest', key: null, place: 'home' }),
    approve({ back: 0, phone: 0, ...home }),
    request({ tv: 2, place: 'home' }),
    approve({ back: 0, phone: 0, ...home }),
    goodbye({ tv: 0, binding: 'foreign' }),
    goodbye({ tv: 2, binding: 'foreign' }),
  ],
  'the number that was right binds, on the screen alone': [
    requestByApp({ app: 'backend', key: null, place: 'nowhere' }),
    approve({ back: 0, phone: 0, ...home }),
    match({ back: 0, right: true }),
    approve({ back: 0, phone: 0, ...home }),
    redeem({ back: 0, key: 'own' }),
  ],
  'two missed matches in a day are enough': [
    requestByApp({ app: 'pad', key: null, place: 'cabin' }),
    approve({ back: 0, phone: 0, ...home }),
    match({ back: 0, right: false }),
    pass({ seconds: 86_399 }),
    requestByApp({ app: 'pad', key: null, place: 'cabin' }),
    approve({ back: 0, phone: 1, ...home }),
    match({ back: 0, right: false }),
    restart(),
    requestByApp({ app: 'pad', key: null, place: 'cabin' }),
    approve({ back: 0, phone: 0, ...home }),
    pass({ seconds: 86_400 }),
    requestByApp({ app: 'pad', key: null, place: 'cabin' }),
    approve({ back: 0, phone: 0, ...home }),
  ],
  'a name that is given again inherits nothing': [
    request({ tv: 0, place: 'home' }),
    approve({ back: 0, phone: 0, ...home }),
    deleteAccount({ person: 'ann' }),
    addAccount({ person: 'ann' }),
    approve({ back: 0, phone: 0, ...home, password: true }),
    request({ tv: 0, place: 'home' }),
    approve({ back: 0, phone: 0, ...home, password: true }),
    goodbye({ tv: 0, binding: 'old' }),
    approve({ back: 0, phone: 0, ...home, password: true }),
  ],
  'a refresh token counts once, but for its holder and a minute': [
    requestByApp({ app: 'pad', key: 'app-a', place: 'home' }),
    approve({ back: 0, phone: 0, ...home }),
    redeem({ back: 0, key: 'own' }),
    refresh({ back: 0, token: 'current', key: 'own' }),
    pass({ seconds: 60 }),
    restart(),
    refresh({ back: 0, token: 'previous', key: 'other' }),
    refresh({ back: 0, token: 'previous', key: 'own' }),
    pass({ seconds: 1 }),
    refresh({ back: 0, token: 'previous', key: 'own' }),
    refresh({ back: 0, token: 'current', key: 'own' }),
  ],
  'who can prove nothing gets no lost answer again': [
    requestByApp({ app: 'pad', key: null, place: 'home' }),
    approve({ back: 0, phone: 0, ...home }),
    redeem({ back: 0, key: 'own' }),
    refresh({ back: 0, token: 'current', key: 'own' }),
    refresh({ back: 0, token: 'previous', key: 'own' }),
    refresh({ back: 0, token: 'current', key: 'own' }),
  ],
  'who began a number match hears how it ended, by the typed code too': [
    requestByApp({ app: 'pad', key: null, place: 'cabin' }),
    approve({ back: 0, phone: 0, ...home }),
    match({ back: 0, right: true }),
    approve({ back: 0, phone: 0, ...home, by: 'code' }),
    open({ back: 0, phone: 0, place: 'home', by: 'code' }),
    open({ back: 0, phone: 2, place: 'home', by: 'code' }),
  ],
  'an end stays an end, swept or not': [
    request({ tv: 1, place: 'home' }),
    deny({ back: 0 }),
    pass({ seconds: 4200 }),
    sweep(),
    deny({ back: 0 }),
    pass({ seconds: 1 }),
    sweep(),
    deny({ back: 0 }),
    redeem({ back: 0, key: 'own' }),
  ],
}
