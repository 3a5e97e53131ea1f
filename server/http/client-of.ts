import type { Request } from 'express'

import { type OAuthRefusal, refuse } from '../errors.ts'
import {
  authenticateClient,
  authenticatePage,
  type ClientClaim,
  type OAuthClient,
} from '../flow/client/authenticate.ts'
import type { Parts } from '../flow/parts.ts'

const BASIC = /^Basic ([A-Za-z0-9+/]{1,2048}={0,2})$/i

/** The client behind a form: named and proven by HTTP Basic or in the form itself (RFC 6749 §2.3.1). */
export function clientOf(
  request: Request,
  parts: Parts,
  form: { client_id?: string | undefined; client_secret?: string | undefined },
): OAuthClient | OAuthRefusal {
  const { authorization } = request.headers
  const basic = authorization === undefined ? null : basicOf(authorization)
  if (basic === 'malformed') return refuse('invalid_client')
  return authenticateClient(parts, {
    basic,
    clientId: form.client_id ?? null,
    secret: form.client_secret ?? null,
  })
}

/** The same where a web site's page may ask too, which has its origin in place of the secret. */
export function clientOrPageOf(
  request: Request,
  parts: Parts,
  form: { client_id?: string | undefined; client_secret?: string | undefined },
): OAuthClient | OAuthRefusal {
  const { authorization, origin } = request.headers
  const proves = authorization !== undefined || form.client_secret !== undefined
  if (!proves && origin !== undefined && form.client_id !== undefined) {
    const page = authenticatePage(parts, form.client_id, origin)
    if (page !== null) return page
  }
  return clientOf(request, parts, form)
}

function basicOf(authorization: string): ClientClaim['basic'] | 'malformed' {
  const encoded = BASIC.exec(authorization)?.[1]
  if (encoded === undefined) return 'malformed'
  const pair = Buffer.from(encoded, 'base64').toString('utf8')
  const colon = pair.indexOf(':')
  if (colon < 1) return 'malformed'
  try {
    return { clientId: formDecode(pair.slice(0, colon)), secret: formDecode(pair.slice(colon + 1)) }
  } catch {
    return 'malformed'
  }
}

/** Both halves are form-encoded before they are joined. Throws on a broken escape. */
function formDecode(text: string): string {
  return decodeURIComponent(text.replaceAll('+', ' '))
}
