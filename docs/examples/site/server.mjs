// A web site of its own, whose people sign in with their phones by Couchlink.
//   COUCHLINK=https://tv.example.com CLIENT_SECRET=… PORT=3000 node docs/examples/site/server.mjs
import { createHash, randomBytes } from 'node:crypto'
import process from 'node:process'
import { fileURLToPath } from 'node:url'
import { parse } from 'cookie'
import express from 'express'

const { COUCHLINK = 'http://localhost:8080', PORT = '3000' } = process.env
const { CLIENT_ID = 'example-site', CLIENT_SECRET = '', SITE } = process.env

if (CLIENT_SECRET === '') throw new Error('CLIENT_SECRET is not set: README.md says whose it is.')

/** A browser's session ends after a day, and the oldest ones when there are too many. */
const SESSION_MS = 86_400_000
const MOST_SESSIONS = 10_000
const TIMEOUT_MS = 10_000

/** By their ids; what each knows: the verifier of a sign-in under way, or who signed in and by which token that ends. */
const sessions = new Map()

const app = express()
app.disable('x-powered-by')
app.use((_request, response, next) => {
  const couchlink = new URL(COUCHLINK)
  const socket = couchlink.origin.replace(/^http/, 'ws')
  response.set({
    'Content-Security-Policy': [
      "default-src 'self'",
      `connect-src 'self' ${couchlink.origin} ${socket}`,
      "base-uri 'none'",
      "form-action 'none'",
      "frame-ancestors 'none'",
    ].join('; '),
    'Referrer-Policy': 'no-referrer',
    'X-Content-Type-Options': 'nosniff',
  })
  next()
})
app.use(express.static(fileURLToPath(new URL('public', import.meta.url))))
app.use('/couchlink', express.static(fileURLToPath(new URL('../../../dist/web', import.meta.url))))
app.use(['/me', '/sign-in', '/sign-out'], (_request, response, next) => {
  response.set('Cache-Control', 'no-store')
  next()
})

/** Who is signed in here, and what the page has to know of Couchlink. */
app.get('/me', (request, response) => {
  const person = sessionOf(request)?.person ?? null
  response.json({ person, couchlink: { server: COUCHLINK, clientId: CLIENT_ID } })
})

/** The verifier stays here, with the session of this one browser; two tabs of it may show codes with the same one. */
app.post('/sign-in/start', onlyFromHere, (request, response) => {
  let session = sessionOf(request)
  if (session === null) session = begin(response, {})
  session.verifier ??= randomBytes(32).toString('base64url')
  const challenge = createHash('sha256').update(session.verifier).digest('base64url')
  response.json({ challenge })
})

/** The page's one-time key is worth nothing without the verifier and our secret. */
app.post(
  '/sign-in/finish',
  onlyFromHere,
  express.json({ limit: '2kb' }),
  async (request, response) => {
    const session = sessionOf(request)
    const code = request.body?.code
    if (session?.verifier === undefined || typeof code !== 'string') {
      return say(response, 400, 'This browser has begun no sign-in. Please reload the page.')
    }
    const { verifier } = session
    const answer = await askCouchlink('auth/token', {
      grant_type: 'authorization_code',
      code,
      code_verifier: verifier,
    })
    if (answer === null)
      return say(response, 502, 'The sign-in server does not answer. Please try again.')
    if (answer.account === undefined) {
      return say(response, 400, 'This key has run out, was used, or is not for this browser.')
    }
    // A new privilege, a new id: whoever put an old one into this browser gains nothing.
    sessions.delete(session.id)
    const { account: person, refresh_token: ends, access_token: endsToo } = answer
    begin(response, { person, token: ends ?? endsToo })
    response.json({ person })
  },
)

app.post('/sign-out', onlyFromHere, async (request, response) => {
  const session = sessionOf(request)
  if (session !== null) sessions.delete(session.id)
  response.clearCookie(cookieName(), cookieTerms())
  // So that it does not stand among what the person has signed in any more. The session here is over either way.
  if (session?.token !== undefined) await askCouchlink('auth/revoke', { token: session.token })
  response.json({})
})

app.use((error, _request, response, _next) => {
  const { status = 500 } = error
  say(response, status, status < 500 ? 'This cannot be read.' : 'Something broke on our side.')
})

const server = app.listen(Number(PORT), 'localhost', () =>
  process.stdout.write(`http://localhost:${server.address().port}\n`),
)

/** Other sites' pages can send forms here, but not say that they are this one. */
function onlyFromHere({ headers }, response, next) {
  const isOurs =
    headers['sec-fetch-site'] === undefined
      ? headers.origin?.replace(/^https?:\/\//, '') === headers.host
      : headers['sec-fetch-site'] === 'same-origin'
  if (isOurs) next()
  else say(response, 403, 'This request came from another site, so nothing was done.')
}

/** `null` when Couchlink does not answer; where it says no, what it said. */
async function askCouchlink(path, form) {
  const credentials = `${encodeURIComponent(CLIENT_ID)}:${encodeURIComponent(CLIENT_SECRET)}`
  try {
    const answer = await fetch(new URL(path, `${COUCHLINK.replace(/\/*$/, '')}/`), {
      method: 'POST',
      headers: { authorization: `Basic ${Buffer.from(credentials).toString('base64')}` },
      body: new URLSearchParams(form),
      redirect: 'error',
      signal: AbortSignal.timeout(TIMEOUT_MS),
    })
    return await answer.json()
  } catch {
    return null
  }
}

function sessionOf(request) {
  const session = sessions.get(parse(request.headers.cookie ?? '')[cookieName()])
  return session !== undefined && session.until > Date.now() ? session : null
}

function begin(response, knows) {
  const session = {
    ...knows,
    id: randomBytes(32).toString('base64url'),
    until: Date.now() + SESSION_MS,
  }
  sessions.set(session.id, session)
  if (sessions.size > MOST_SESSIONS) sessions.delete(sessions.keys().next().value)
  response.cookie(cookieName(), session.id, { ...cookieTerms(), maxAge: SESSION_MS })
  return session
}

function isHttps() {
  return SITE?.startsWith('https:') === true
}

/** A browser keeps a `__Host-` cookie only over https and for this very host. */
function cookieName() {
  return isHttps() ? '__Host-site' : 'site'
}

function cookieTerms() {
  return { httpOnly: true, sameSite: 'lax', secure: isHttps(), path: '/' }
}

function say(response, status, message) {
  response.status(status).json({ message })
}
