import process from 'node:process'
import { createInterface } from 'node:readline'
import { Writable } from 'node:stream'

/**
 * Asks the person at the terminal, one line per question; the end of the input (Ctrl+D) answers the rest with nothing.
 * Questions go to stderr, so that stdout holds the answer of the command alone.
 *
 * @param shown whether what is typed can be seen
 */
export async function ask(questions: readonly string[], shown: boolean): Promise<string[]> {
  const { stdin, stderr } = process
  const nowhere = new Writable({ write: (_chunk, _encoding, written) => written() })
  // Made before the first question is asked, since from here on the terminal no longer shows what is typed.
  const lines = createInterface({
    input: stdin,
    output: shown ? stderr : nowhere,
    terminal: true,
    // Or the arrow keys would bring the first password back as the second.
    historySize: 0,
  })
  lines.on('SIGINT', () => {
    lines.close()
    stderr.write('\n')
    process.kill(process.pid, 'SIGINT')
  })
  const typed = lines[Symbol.asyncIterator]()
  const answers: string[] = []
  for (const question of questions) {
    lines.setPrompt(shown ? question : '')
    if (shown) lines.prompt()
    else stderr.write(question)
    const line = await typed.next()
    if (!shown || line.done) stderr.write('\n')
    answers.push(line.done ? '' : line.value)
  }
  lines.close()
  return answers
}
