import { ANN, BOB, CAT, ENDS, type Situation, says } from './situation.ts'
import { ON_PHONES } from './situations-on-phones.ts'
import { redeem, requestByApp } from './steps/apps.ts'
import { deny } from './steps/decisions.ts'
import { cancel, goodbye, request } from './steps/devices.ts'
import { refresh, revoke, revokeAccess } from './steps/grants.ts'
import { match } from './steps/match.ts'
import { open } from './steps/opening.ts'
import { addAccount, setDisabled, unbindDevice } from './steps/operator.ts'
import { pass } from './steps/time.ts'
import { goodbyeByToken } from './steps/tokens.ts'

export const SITUATIONS: Situation[] = [
  {
    name: "Cat's television shows a code that is about to run out",
    before: [
      request({ tv: 0, place: 'home' }),
      says({ phone: CAT, back: 0 }),
      request({ tv: 0, place: 'home' }),
      pass({ seconds: 599 }),
    ],
    atOnce: {
      'approve by Ann': says({ phone: ANN, back: -2 }),
      'approve by Bob': says({ phone: BOB, back: -2 }),
      deny: deny({ back: -2 }),
      redeem: redeem({ back: -2, key: 'own' }),
      unbind: unbindDevice({ tv: 0 }),
      goodbye: goodbye({ tv: 0, binding: 0 }),
      'goodbye to whomever': goodbye({ tv: 0, binding: 'none' }),
      supersede: request({ tv: 0, place: 'home' }),
      'take the code back': cancel({ back: -2 }),
      ...ENDS,
      expire: pass({ seconds: 1 }),
    },
  },
  {
    name: "Ann's television shows a code, and she is about to give it to Bob",
    before: [
      request({ tv: 0, place: 'home' }),
      says({ phone: ANN, back: 0 }),
      request({ tv: 0, place: 'home' }),
    ],
    atOnce: {
      'approve by Bob': says({ phone: BOB, back: -2 }),
      'approve by Ann': says({ phone: ANN, back: -2 }),
      'the first approval again': says({ phone: ANN, back: -1 }),
      open: open({ back: -2, phone: ANN, place: 'home', by: 'handle' }),
      'redeem the first': redeem({ back: -1, key: 'own' }),
      goodbye: goodbye({ tv: 0, binding: 0 }),
      ...ENDS,
    },
  },
  {
    name: 'an app waits for a yes',
    before: [requestByApp({ app: 'app', key: null, place: 'home' }), pass({ seconds: 599 })],
    atOnce: {
      'approve by Ann': says({ phone: ANN, back: -1 }),
      'approve by Bob': says({ phone: BOB, back: -1 }),
      deny: deny({ back: -1 }),
      redeem: redeem({ back: -1, key: 'own' }),
      ...ENDS,
      expire: pass({ seconds: 1 }),
    },
  },
  ...(['app', 'backend'] as const).flatMap((app): Situation[] => [
    {
      name: `the ${app} may fetch its tokens`,
      before: [requestByApp({ app, key: null, place: 'home' }), says({ phone: ANN, back: 0 })],
      atOnce: {
        redeem: redeem({ back: -1, key: 'own' }),
        'redeem with a key': redeem({ back: -1, key: 'other' }),
        'approve again': says({ phone: ANN, back: -1 }),
        ...ENDS,
        enable: setDisabled({ person: 'ann', disabled: false }),
      },
    },
    {
      name: `the ${app} has its tokens`,
      before: [
        requestByApp({ app, key: null, place: 'home' }),
        says({ phone: ANN, back: 0 }),
        redeem({ back: 0, key: 'own' }),
      ],
      atOnce: {
        refresh: refresh({ back: -1, token: 'first', key: 'own' }),
        'refresh with a made-up token': refresh({ back: -1, token: 'forged', key: 'own' }),
        'redeem again': redeem({ back: -1, key: 'own' }),
        revoke: revoke({ back: -1, token: 'first' }),
        'revoke by access token': revokeAccess({ back: -1 }),
        goodbye: goodbyeByToken({ back: -1 }),
        ...ENDS,
      },
    },
  ]),
  {
    name: "Ann's number match is about to run out",
    before: [
      requestByApp({ app: 'pad', key: 'app-a', place: 'home' }),
      says({ phone: ANN, back: 0, place: 'road' }),
      pass({ seconds: 59 }),
    ],
    atOnce: {
      right: match({ back: -1, right: true }),
      wrong: match({ back: -1, right: false }),
      'ask again': says({ phone: ANN, back: -1, place: 'road' }),
      'another from elsewhere': says({ phone: BOB, back: -1, place: 'road' }),
      'another at home': says({ phone: BOB, back: -1 }),
      deny: deny({ back: -1 }),
      redeem: redeem({ back: -1, key: 'own' }),
      ...ENDS,
      expire: pass({ seconds: 1 }),
    },
  },
  {
    name: 'an app with a pad waits, and nobody is at home',
    before: [requestByApp({ app: 'pad', key: null, place: 'cabin' })],
    atOnce: {
      'Ann asks': says({ phone: ANN, back: -1, place: 'road' }),
      'Bob asks': says({ phone: BOB, back: -1, place: 'road' }),
      deny: deny({ back: -1 }),
      open: open({ back: -1, phone: BOB, place: 'home', by: 'handle' }),
      ...ENDS,
      'somebody new': addAccount({ person: 'ann' }),
    },
  },
  ...ON_PHONES,
]
