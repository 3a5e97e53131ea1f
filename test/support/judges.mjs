// The tests' foreign judges: other people's programs that see our pictures, read our codes and speak our protocols.
// Called by server/bootstrap.mjs before `npm test`; Node's builtins only.
import { constants } from 'node:fs'
import { access, stat } from 'node:fs/promises'
import { delimiter, join } from 'node:path'

/** What has to be on the path (any one of the names), and what it comes with. */
const JUDGES = [
  { commands: ['chromium', 'chromium-browser', 'google-chrome'], from: 'chromium' },
  { commands: ['zbarimg'], from: 'zbar' },
  { commands: ['mosquitto_sub'], from: 'mosquitto' },
  { commands: ['mosquitto_pub'], from: 'mosquitto' },
]

/** How each system installs them; where a package has another name than above, that name. */
const INSTALLERS = [
  {
    command: 'apt-get install -y --no-install-recommends',
    names: { zbar: 'zbar-tools', mosquitto: 'mosquitto-clients' },
  },
  { command: 'dnf install -y', names: {} },
  { command: 'pacman -S --noconfirm', names: {} },
  { command: 'apk add', names: { mosquitto: 'mosquitto-clients' } },
  { command: 'brew install', names: {} },
]

/**
 * Makes sure that all judges are there. As root on a system with apt-get the missing ones are installed.
 *
 * @param run runs a command to its end: `(command, args, env) → { ok, tail }`
 * @param alone keeps a second run of this from doing the same at the same time
 * @returns `null`, or what is missing and what to do about it
 */
export async function callJudges(run, alone) {
  const chrome = process.env.CHROME_PATH
  if (chrome && !(await executable(chrome))) {
    return `CHROME_PATH is ${chrome}, but no program is there.`
  }
  if ((await missingJudges()).length === 0) return null
  const installer = await installerHere()
  const root = process.getuid?.() === 0
  const tried = root && installer?.command.startsWith('apt-get ') ? await aptInstall(installer) : ''
  const missing = await missingJudges()
  return missing.length === 0 ? null : `${tried}${complaint(missing, installer, root)}`

  async function aptInstall(apt) {
    let tail = ''
    await alone(async () => {
      const packages = packagesFor(await missingJudges(), apt)
      if (packages.length === 0) return
      console.log(`Installing what the tests need besides: ${packages.join(', ')}…`)
      const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
      const [, ...args] = apt.command.split(' ')
      // A machine that has just been made updates itself; that takes a while and holds the lock.
      const options = ['-o', 'DPkg::Lock::Timeout=300']
      await run('apt-get', [...options, 'update'], env)
      const result = await run('apt-get', [...options, ...args, ...packages], env)
      tail = `${result.tail}\n\n`
    })
    return tail
  }
}

async function missingJudges() {
  const missing = []
  for (const judge of JUDGES) {
    if (judge.from === 'chromium' && process.env.CHROME_PATH) continue
    const found = await Promise.all(judge.commands.map(onPath))
    if (!found.includes(true)) missing.push(judge)
  }
  return missing
}

async function installerHere() {
  for (const installer of INSTALLERS) {
    if (await onPath(installer.command.split(' ')[0])) return installer
  }
  return null
}

function packagesFor(missing, { names }) {
  return [...new Set(missing.map(({ from }) => names[from] ?? from))]
}

function complaint(missing, installer, root) {
  const names = missing.map(({ commands }) => commands[0]).join(', ')
  const elsewhere = names.includes('chromium')
    ? ' CHROME_PATH may name a Chromium or Chrome that is somewhere else.'
    : ''
  const said = `The tests need ${names} on the path.${elsewhere}`
  if (installer === null) return said
  const sudo = root || installer.command.startsWith('brew ') ? '' : 'sudo '
  const packages = packagesFor(missing, installer).join(' ')
  return `${said} To install:\n\n  ${sudo}${installer.command} ${packages}\n`
}

async function onPath(command) {
  const folders = (process.env.PATH ?? '').split(delimiter).filter(Boolean)
  const found = await Promise.all(folders.map((folder) => executable(join(folder, command))))
  return found.includes(true)
}

async function executable(path) {
  try {
    await access(path, constants.X_OK)
    return (await stat(path)).isFile()
  } catch {
    return false
  }
}
