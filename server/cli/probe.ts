import process from 'node:process'
import { type Command, InvalidArgumentError } from 'commander'

import { done, EXIT, type Outcome, problem } from './outcome.ts'
import { countsOf, probeTable } from './probe/probe-table.ts'
import { terminalPrompt } from './probe/prompt.ts'
import type { Report, Wish } from './probe/run.ts'
import { type Asked, JSON_OPTION, report } from './report.ts'

interface Options extends Asked {
  clientId: string
  clientSecretEnv?: string
  otherClientId?: string
  appName?: string
  account?: string
  passwordEnv?: string
  deviceEndpoint?: string
  tokenEndpoint?: string
  interactive?: boolean
  slow?: boolean
}

/** `couchlink probe`: what any server makes of RFC 8628 and of what BCP 247 asks beyond it. */
export function probe(program: Command): void {
  program
    .command('probe')
    .description('check any OAuth server against RFC 8628 and BCP 247, and print what was seen')
    .argument('<url>', 'the server, as its metadata names its issuer', serverUrl)
    .option('--client-id <id>', 'a client of it with the device grant', 'demo-tv')
    .option('--client-secret-env <name>', 'the environment variable with its secret')
    .option('--other-client-id <id>', 'a second client, without a secret')
    .option('--app-name <name>', 'what its pages call the client; otherwise its id')
    .option('--account <username>', 'on a Couchlink: who says yes and no')
    .option('--password-env <name>', 'the environment variable with the password of that account')
    .option('--device-endpoint <url>', 'where a server without metadata gives codes', httpUrl)
    .option('--token-endpoint <url>', 'where it gives tokens', httpUrl)
    .option('--interactive', 'you say yes and no in a browser of your own when you are told')
    .option('--slow', 'wait until a code has expired')
    .option(...JSON_OPTION)
    .addHelpText('after', NOTES)
    .action((url: string, options: Options) => report(options, () => probeServer(url, options)))
}

const NOTES = `
It sends at most 150 requests, keeps to the server's interval, and gives back the tokens that it gets. Guessing
user codes may lock the account for a quarter of an hour: take one made for this. The exit code is 1 when a check failed.

Examples:
  couchlink probe https://tv.example.com --client-id my-app
  PASSWORD=… couchlink probe http://localhost:8080 --account eliza --password-env PASSWORD`

async function probeServer(url: string, options: Options): Promise<Outcome> {
  const wish = wishOf(url, options)
  if ('problem' in wish) return wish
  // Loaded here, since no other command needs it.
  const [{ runProbe }, { fetchWire }] = await Promise.all([
    import('./probe/run.ts'),
    import('./probe/fetch-wire.ts'),
  ])
  const found = await runProbe(fetchWire, wish)
  return typeof found === 'string' ? problem('failed', found) : outcomeOf(url, found)
}

function wishOf(url: string, options: Options): Wish | Extract<Outcome, { problem: string }> {
  const { clientId, account: username, passwordEnv, clientSecretEnv, interactive, json } = options
  if ((username === undefined) !== (passwordEnv === undefined)) {
    return problem('usage', '--account and --password-env go together.')
  }
  if (interactive && username !== undefined) {
    return problem('usage', 'Either --account says yes and no, or you do with --interactive.')
  }
  if (interactive && !process.stdin.isTTY) {
    return problem('usage', '--interactive needs a terminal.')
  }
  const named = [passwordEnv, clientSecretEnv].filter((name) => name !== undefined)
  const unset = named.find((name) => (process.env[name] ?? '') === '')
  if (unset !== undefined) return problem('usage', `The environment variable ${unset} is not set.`)
  const secretIn = (name = '') => process.env[name] ?? ''
  const { deviceEndpoint, tokenEndpoint } = options
  return {
    url,
    clientId,
    ...(deviceEndpoint === undefined ? {} : { deviceEndpoint }),
    ...(tokenEndpoint === undefined ? {} : { tokenEndpoint }),
    clientSecret: clientSecretEnv === undefined ? null : secretIn(clientSecretEnv),
    otherClientId: options.otherClientId ?? null,
    appName: options.appName ?? clientId,
    account: username === undefined ? null : { username, password: secretIn(passwordEnv) },
    prompt: interactive ? terminalPrompt() : null,
    slow: options.slow ?? false,
    begins: (title) => {
      if (process.stderr.isTTY && !json) process.stderr.write(`${title} …\n`)
    },
  }
}

function outcomeOf(url: string, found: Report): Outcome {
  const { pass, fail, not_applicable } = countsOf(found)
  const { checks, requests, seconds } = found
  const json = {
    url,
    passed: pass,
    failed: fail,
    notApplicable: not_applicable,
    requests,
    seconds,
    checks,
  }
  const colored = process.stdout.isTTY && (process.env['NO_COLOR'] ?? '') === ''
  return { ...done(json, probeTable(found, colored)), exit: fail === 0 ? EXIT.done : EXIT.failed }
}

function serverUrl(text: string): string {
  const { origin, pathname } = new URL(httpUrl(text))
  return origin + pathname.replace(/\/$/, '')
}

function httpUrl(text: string): string {
  if (/^https?:\/\//i.test(text) && URL.canParse(text) && new URL(text).username === '') return text
  throw new InvalidArgumentError('It is an address such as https://tv.example.com')
}
