import { showSignIn } from './couchlink/couchlink-web.js'

const $ = (id) => document.getElementById(id)
let shown = null

$('sign-out').addEventListener('click', async () => {
  await post('/sign-out')
  await draw()
})
await draw()

async function draw() {
  const { person, couchlink } = await (await fetch('/me')).json()
  shown?.close()
  shown = null
  $('stranger').hidden = person !== null
  $('person').hidden = person === null
  $('who').hidden = person === null
  if (person === null) return showCode(couchlink)
  $('hello').textContent = `Hello, ${person.name}`
  $('who').textContent = person.name
  $('who').style.setProperty('--person', person.color)
  $('hello').focus()
}

function showCode({ server, clientId }) {
  shown = showSignIn({
    element: $('sign-in'),
    server,
    clientId,
    challenge: async () => (await post('/sign-in/start')).challenge,
    async onCode(code) {
      $('message').textContent = ''
      await post('/sign-in/finish', { code })
      await draw()
    },
  })
}

/** Rejects where the site says no, and shows its words. */
async function post(path, json) {
  const answer = await fetch(path, {
    method: 'POST',
    headers: json ? { 'content-type': 'application/json' } : {},
    ...(json ? { body: JSON.stringify(json) } : {}),
  })
  const body = await answer.json()
  if (answer.ok) return body
  $('message').textContent = body.message
  throw new Error(body.message)
}
