// A service of the operator's own that takes Couchlink's tokens: it answers whose television is calling.
//   COUCHLINK=https://tv.example.com SERVICE=https://api.example.com PORT=3000 node docs/examples/other-service.mjs
import { createServer } from 'node:http'
import process from 'node:process'
import * as oauth from 'oauth4webapi'

const { COUCHLINK = 'http://127.0.0.1:8080', SERVICE, PORT = '3000' } = process.env
// Only for trying out on one machine; over a network both are https.
const options = { [oauth.allowInsecureRequests]: COUCHLINK.startsWith('http://127.0.0.1') }

const issuer = new URL(COUCHLINK)
const discovered = await oauth.discoveryRequest(issuer, { ...options, algorithm: 'oauth2' })
const couchlink = await oauth.processDiscoveryResponse(issuer, discovered)

const server = createServer(async (request, response) => {
  try {
    const { method, headers, url } = request
    const called = new Request(new URL(url, SERVICE ?? `http://127.0.0.1:${PORT}`), {
      method,
      headers,
    })
    // Signature, issuer, audience, lifetime and, for a token that is bound to a key, that key's proof of this call.
    const claims = await oauth.validateJwtAccessToken(couchlink, called, couchlink.issuer, options)
    if (claims.account === undefined) return answer(response, 403, { error: 'not_bound' })
    return answer(response, 200, { account: claims.account })
  } catch {
    response.setHeader('WWW-Authenticate', 'DPoP algs="ES256"')
    return answer(response, 401, { error: 'invalid_token' })
  }
})
server.listen(Number(PORT), () => process.stdout.write(`listening on ${server.address().port}\n`))

function answer(response, status, body) {
  response.writeHead(status, { 'Content-Type': 'application/json', 'Cache-Control': 'no-store' })
  response.end(JSON.stringify(body))
}
