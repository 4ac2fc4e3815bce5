/** The form of a clock, taken through all it can show. */
import assert from 'node:assert/strict';
import { ACCOUNT, accountNode, connect } from '../../harness/account';
import { type ClockForm, openClock } from './clock-form';
import type { World } from './world';

const TAB = { id: 'flow', type: 'tab', label: 'Flow' };

/** Takes the form through all it can show, and checks each. */
export async function goThrough({ simulator }: World, form: ClockForm, check: () => Promise<void>) {
  const [old, kitchen] = simulator.clocks;
  assert.ok(old && kitchen);
  const { page, picker } = form.editor;
  const online = page.locator('.lametric-clock-info .fa-check-circle');
  await page.locator('#lametric-device-all button').waitFor();
  await check();
  await search(form, [], check);
  const { network, serialNumber } = old;
  const account = { account: ACCOUNT, device: String(old.id) };
  const found = { model: 'LM 37X8', serialNumber, address: network.address, security: 'pinned', account };
  await search(
    form,
    [
      { ...found, name: null, deployed: 'pinned' },
      { ...found, name: 'W'.repeat(60) },
    ],
    check,
  );
  await picker.open();
  await picker.options.getByText(kitchen.name).click();
  await online.waitFor();
  await page.locator('#lametric-device-advanced summary').click();
  await check();
  await page.locator('#lametric-device-quiet summary').click();
  await form.addHours.click();
  await page.locator('.lametric-quiet-from').fill('');
  await page.fill('#node-config-input-timezone', 'Nowhere');
  await check();
  await form.addAll.click();
  await check();

  await form.setUp('button');
  await page.fill(form.address, old.address);
  await form.pairButton.click();
  await page.locator('#lametric-device-progress .fa-exclamation-triangle').waitFor();
  await check();
  await page.fill(form.address, kitchen.address);
  await form.pairButton.click();
  await form.pairing.getByRole('timer').getByText(/\d/).waitFor();
  await check();
  kitchen.press();
  await online.waitFor();

  await form.setUp('key');
  await page.fill(form.apiKey, 'wrong');
  await page.locator('.lametric-clock-info .fa-exclamation-triangle').waitFor();
  await check();
}

/** As it looks when a search has this result. */
async function search(form: ClockForm, clocks: object[], check: () => Promise<void>): Promise<void> {
  const { page } = form.editor;
  const answer = { json: { clocks, complete: clocks.length > 0 } };
  await page.route('**/lametric-device/search', (route) => route.fulfill(answer), { times: 1 });
  await form.searchButton.click();
  await page.locator('#lametric-device-search-said .fa:not(.fa-spinner)').waitFor();
  await check();
}

/** As it looks when the clock has another certificate. */
export async function showCertificate(
  { simulator, nodeRed }: World,
  form: ClockForm,
  check: () => Promise<void>,
) {
  const [, kitchen] = simulator.clocks;
  assert.ok(kitchen);
  await form.cancel();
  const shown = await nodeRed.admin('GET', 'lametric-device/pinned');
  assert.equal(shown.status, 200);
  await kitchen.changeCertificate();
  const again = await openClock(form.editor, 'pinned');
  await form.editor.page.locator('.lametric-clock-info-trust').waitFor();
  await check();
  await again.cancel();
}

/** The account is connected; one clock of it is deployed already. */
export async function deploy({ nodeRed, simulator }: World): Promise<void> {
  const { id } = simulator.clocks[1] ?? assert.fail('There is no such clock');
  const properties = { name: 'Pinned', clockName: '', address: '', security: 'pinned' };
  const clock = { id: 'pinned', type: 'lametric-device', account: ACCOUNT, device: String(id) };
  await nodeRed.deploy([TAB, accountNode(simulator), { ...clock, ...properties }]);
  await connect(nodeRed, simulator);
}
