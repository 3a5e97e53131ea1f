import { spawn } from 'node:child_process'
import { onTestFinished } from 'vitest'

import type { Pass } from './broker-fixture.ts'

/** A running mosquitto client: what it has printed so far, and its exit code once it has ended. */
export interface Mosquitto {
  printed(): string
  exited: Promise<number | null>
}

/** Runs Mosquitto's own client against a TCP port; it is ended with the test. */
export function mosquitto(
  tool: 'mosquitto_sub' | 'mosquitto_pub',
  port: number,
  pass: Pass,
  args: string[],
): Mosquitto {
  const { clientId, username, password } = pass
  const signIn = [
    '-h',
    '127.0.0.1',
    '-p',
    `${port}`,
    '-i',
    clientId,
    '-u',
    username,
    '-P',
    password,
  ]
  // Line by line, or nothing is seen before it ends.
  const child = spawn('stdbuf', ['-oL', tool, '-d', ...signIn, ...args])
  let printed = ''
  child.stdout.on('data', (bytes) => {
    printed += bytes
  })
  child.stderr.on('data', (bytes) => {
    printed += bytes
  })
  const exited = new Promise<number | null>((resolve, reject) => {
    child.once('error', reject)
    child.once('close', resolve)
  })
  onTestFinished(() => {
    child.kill('SIGKILL')
  })
  return { printed: () => printed, exited }
}
