import { rotateKeys } from '../../../server/credentials/keys.ts'

/** A process that rotates the keys of a folder again and again, and says what became of each rotation. */
async function rotateOften(dataDir: string, times: number): Promise<void> {
  for (let done = 0; done < times; done += 1) {
    const rotated = await rotateKeys(dataDir, { now: 0, dropOld: false, overlapSeconds: 0 })
    process.stdout.write(`${JSON.stringify(rotated)}\n`)
  }
}

await rotateOften(process.argv[2] ?? '', Number(process.argv[3]))
