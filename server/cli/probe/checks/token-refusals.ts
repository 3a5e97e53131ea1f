import { randomBytes } from 'node:crypto'

import { DEVICE_CODE } from '#contract/token'

import { said } from '../answer.ts'
import { type Check, fail, judge, notApplicable, pass } from '../finding.ts'
import { isRefusal, NOBODY, refusedAs } from './refused.ts'

const ELSEWHERE = 'https://elsewhere.example'

/** What the token endpoint must not do. */
export const TOKEN_REFUSALS: readonly Check[] = [
  {
    id: 'token-get',
    clause: 'RFC 6749 §3.2',
    level: 'must',
    async look({ app, server }) {
      const answer = await app.get(server.tokenEndpoint, codeForm(unknownCode()))
      return judge(isRefusal(answer) && !UNDERSTOOD.has(answer.error ?? ''), said(answer))
    },
  },
  {
    id: 'token-no-grant',
    clause: 'RFC 6749 §5.2',
    level: 'must',
    look: async ({ app }) =>
      refusedAs('invalid_request', await app.token([['device_code', unknownCode()]])),
  },
  {
    id: 'token-unknown-grant',
    clause: 'RFC 6749 §5.2',
    level: 'must',
    look: async ({ app }) =>
      refusedAs('unsupported_grant_type', await app.token([['grant_type', 'urn:example:nothing']])),
  },
  {
    id: 'token-no-code',
    clause: 'RFC 8628 §3.4',
    level: 'must',
    look: async ({ app }) =>
      refusedAs('invalid_request', await app.token([['grant_type', DEVICE_CODE]])),
  },
  {
    id: 'token-unknown-code',
    clause: 'RFC 6749 §5.2',
    level: 'must',
    look: async ({ app }) => refusedAs('invalid_grant', await app.redeem(unknownCode())),
  },
  {
    id: 'token-duplicates',
    clause: 'RFC 6749 §3.2',
    level: 'must',
    look: async ({ app }) =>
      refusedAs(
        'invalid_request',
        await app.redeem(unknownCode(), [['device_code', unknownCode()]]),
      ),
  },
  {
    id: 'token-unknown-client',
    clause: 'RFC 6749 §5.2',
    level: 'must',
    look: async ({ app }) =>
      refusedAs('invalid_client', await app.as(NOBODY).redeem(unknownCode())),
  },
  {
    id: 'token-wrong-secret',
    clause: 'RFC 6749 §5.2',
    level: 'must',
    async look({ app }) {
      if (!app.confidential) return notApplicable('the client has no secret')
      const secret = randomBytes(32).toString('base64url')
      return refusedAs('invalid_client', await app.as({ secret }).redeem(unknownCode()))
    },
  },
  {
    id: 'token-foreign-code',
    clause: 'RFC 8628 §3.4',
    level: 'must',
    async look({ otherApp, links }) {
      if (otherApp === null) return notApplicable('needs a second client: --other-client-id')
      const { deviceCode } = await links.take()
      return refusedAs('invalid_grant', await otherApp.redeem(deviceCode))
    },
  },
  {
    id: 'token-cors',
    clause: 'Fetch, CORS with credentials',
    level: 'should',
    async look({ app }) {
      const { headers } = await app.token(codeForm(unknownCode()), { origin: ELSEWHERE })
      const allowed = headers.get('access-control-allow-origin')
      const credentials = headers.get('access-control-allow-credentials') === 'true'
      if (allowed === null) return pass('no other origin may read it')
      const anybody = allowed === '*' || allowed === ELSEWHERE
      if (!anybody) return pass('only origins of its own may read it')
      return credentials
        ? fail('any origin may call it with cookies')
        : pass('any origin may call it, without cookies')
    },
  },
]

/** Errors by which a server says that it has looked at the code. */
const UNDERSTOOD = new Set(['invalid_grant', 'authorization_pending', 'slow_down', 'expired_token'])

function unknownCode(): string {
  return randomBytes(32).toString('base64url')
}

function codeForm(deviceCode: string) {
  return [
    ['grant_type', DEVICE_CODE],
    ['device_code', deviceCode],
  ] as const
}
