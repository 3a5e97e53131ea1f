import type { DeviceAuthorizationRequest } from '#contract/client-request'
import type { DeviceAuthorization } from '#contract/link'
import { TV_CLIENT } from '#contract/token'

import { isRefusal, type OAuthRefusal, refuse } from '../../errors.ts'
import { makeLink } from '../link/request.ts'
import type { Caller, Parts } from '../parts.ts'
import type { OAuthClient } from './authenticate.ts'
import { isOurs } from './resource.ts'
import { grantScope } from './scope.ts'

/**
 * An OAuth client asks for a link request (RFC 8628 §3.1). It has no device identity, so each request is a device of
 * its own: unbinding one never drops its sibling.
 *
 * @param jkt thumbprint of the key behind the request's DPoP proof: only its holder can then redeem the device code
 */
export async function requestClientLink(
  parts: Parts,
  client: OAuthClient,
  request: DeviceAuthorizationRequest,
  jkt: string | null,
  caller: Caller,
): Promise<DeviceAuthorization | OAuthRefusal> {
  // A television asks with its own token, so that it is that device, and is counted as one.
  if (client.clientId === TV_CLIENT) return refuse('unauthorized_client')
  if (!client.grants.includes('device_code')) return refuse('unauthorized_client')
  if (client.hostLanOnly && caller.network.kind !== 'host_lan') {
    return refuse('unauthorized_client', {
      detail: "This client is only for callers on the server's own network.",
    })
  }
  if (!isOurs(request.resource, caller)) return refuse('invalid_target')
  const { code_challenge, code_challenge_method } = request
  if ((code_challenge === undefined) !== (code_challenge_method === undefined)) {
    return refuse('invalid_request', { detail: 'A code_challenge needs the method S256.' })
  }
  if (client.web !== null && code_challenge === undefined) {
    return refuse('invalid_request', {
      detail: 'A web site needs a code_challenge, whose verifier its back end keeps.',
    })
  }
  const granted = grantScope(request.scope, client.scopes)
  if (isRefusal(granted)) return granted
  const { link } = parts.config
  const asker = {
    deviceId: null,
    deviceName: null,
    deviceModel: null,
    clientId: client.clientId,
    jkt,
    scope: granted.scope,
    codeChallenge: code_challenge ?? null,
    // A back end that has several names begins for the first of them.
    site: client.page ?? client.web?.origins[0] ?? null,
    linkKey: null,
    ttlSeconds: client.ttlSeconds ?? link.ttlSeconds,
    intervalSeconds: client.intervalSeconds ?? link.intervalSeconds,
    // A back end asks for all its televisions from one address, and has proven who it is.
    newDevicesPerHour: client.confidential ? null : link.clientLinksPerHour,
  }
  return makeLink(parts, asker, caller)
}
