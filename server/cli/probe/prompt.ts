import process from 'node:process'
import { createInterface } from 'node:readline'
import type { Readable, Writable } from 'node:stream'

import type { Prompt } from './asking-person.ts'

/** As long as somebody may look for the page in question. */
const ANSWER_MS = 180_000

/** The terminal that the probe runs in; stdout is left to its table. */
export function terminalPrompt(): Prompt {
  return promptOn(process.stdin, process.stderr, ANSWER_MS)
}

/**
 * Asks in lines of text. The end of the input (Ctrl+D) is no answer.
 *
 * @param answerMs how long a question waits for its answer
 */
export function promptOn(input: Readable, output: Writable, answerMs: number): Prompt {
  return {
    tell(text) {
      output.write(`\n  ${text}\n`)
    },
    yesOrNo(question) {
      const lines = createInterface({ input, output })
      lines.on('SIGINT', () => {
        lines.close()
        process.kill(process.pid, 'SIGINT')
      })
      return new Promise((resolve) => {
        const late = setTimeout(() => lines.close(), answerMs)
        let answer: boolean | null = null
        lines.on('close', () => {
          clearTimeout(late)
          resolve(answer)
        })
        lines.question(`  ${question} [y/n] `, (typed) => {
          answer = /^y/i.test(typed.trim())
          lines.close()
        })
      })
    },
  }
}
