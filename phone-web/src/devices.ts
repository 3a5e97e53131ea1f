import { followChanges } from './devices/changes.ts'
import { offerPasskeys } from './devices/passkeys.ts'
import { keepUsername } from './devices/username.ts'

const data = JSON.parse(document.getElementById('data')?.textContent ?? '{}')

// What came of the last form has been said; a reload would say it again.
history.replaceState(null, '', location.pathname + location.hash)

const said = document.getElementById('said')
// Read out first, and where the keyboard goes on from.
if (said?.textContent) said.focus()

if (data.devices !== null) followChanges(data.devices)
offerPasskeys(data)
keepUsername()
