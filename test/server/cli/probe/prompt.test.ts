import { PassThrough } from 'node:stream'
import { describe, expect, it } from 'vitest'

import { promptOn } from '../../../../server/cli/probe/prompt.ts'

function terminal(answerMs = 60_000) {
  const input = new PassThrough()
  const output = new PassThrough().setEncoding('utf8')
  return { input, output, prompt: promptOn(input, output, answerMs) }
}

describe('the prompt of couchlink probe', () => {
  it.each([
    ['y', true],
    ['Yes ', true],
    ['n', false],
    ['', false],
  ])('takes %j for %s', async (typed, expected) => {
    const { input, output, prompt } = terminal()
    const answer = prompt.yesOrNo('Is it there?')
    input.write(`${typed}\n`)
    expect(await answer).toBe(expected)
    expect(output.read()).toContain('  Is it there? [y/n] ')
  })

  it('asks one question after the other on the same terminal', async () => {
    const { input, prompt } = terminal()
    for (const [typed, expected] of [
      ['y', true],
      ['n', false],
    ] as const) {
      const answer = prompt.yesOrNo('Is it there?')
      input.write(`${typed}\n`)
      expect(await answer).toBe(expected)
    }
  })

  it('goes on without an answer when the input ends', async () => {
    const { input, prompt } = terminal()
    const answer = prompt.yesOrNo('Is it there?')
    input.end()
    expect(await answer).toBeNull()
  })

  it('goes on without an answer when none comes in good time', async () => {
    expect(await terminal(1).prompt.yesOrNo('Is it there?')).toBeNull()
  })

  it('tells what to do in a line of its own', () => {
    const { output, prompt } = terminal()
    prompt.tell('Open it, and say YES.')
    expect(output.read()).toBe('\n  Open it, and say YES.\n')
  })
})
