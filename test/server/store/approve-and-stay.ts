import { openSqliteStore } from '../../../server/store/sqlite.ts'
import { addAccounts, approve, draftLink } from './drafts.ts'

/** A process that approves a link request, says so, and is then killed by the test that started it. */
async function approveAndStay(dataDir: string): Promise<void> {
  const store = await openSqliteStore({ dataDir, busyTimeoutMs: 250 })
  await addAccounts(store, 'eliza')
  await store.requestLink(draftLink('link-1'))
  const { outcome } = await approve(store, 'link-1', 'eliza')
  process.stdout.write(`${outcome}\n`)
  setTimeout(() => process.exit(1), 60_000)
}

await approveAndStay(process.argv[2] ?? '')
