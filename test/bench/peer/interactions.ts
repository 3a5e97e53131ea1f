import type { IncomingMessage, ServerResponse } from 'node:http'
import process from 'node:process'
import type Provider from 'oidc-provider'

import { CLIENT_ID, PEER_SCOPE } from './names.ts'

/**
 * The pages an operator of oidc-provider writes: who the person is, and that the app may have it. They are asked once
 * for each phone, before anything is measured; no password is checked, as none is where a session exists.
 */
export function interactions(
  provider: Provider,
): (request: IncomingMessage, response: ServerResponse) => void {
  const callback = provider.callback()
  return (request, response) => {
    if (!request.url?.startsWith('/interaction/')) return void callback(request, response)
    decide(provider, request, response).catch((error: unknown) => {
      response.writeHead(500, { 'Content-Length': 0 }).end()
      process.stderr.write(`interaction: ${String(error)}\n`)
    })
  }
}

async function decide(
  provider: Provider,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const { prompt, session } = await provider.interactionDetails(request, response)
  if (prompt.name === 'login') {
    const accountId = String(request.headers['x-account'])
    return provider.interactionFinished(request, response, { login: { accountId } })
  }
  const grant = new provider.Grant({ accountId: session?.accountId ?? '', clientId: CLIENT_ID })
  grant.addOIDCScope(PEER_SCOPE)
  const consent = { grantId: await grant.save() }
  return provider.interactionFinished(request, response, { consent })
}
