import assert from 'node:assert/strict';
import { NODE_RED_5, prepareLine } from '../../harness/lines';
import * as accountForms from './account-forms';
import * as appForm from './app-form';
import { openClock } from './clock-form';
import { deployNode } from './clock-nodes';
import * as controlForm from './control-form';
import * as deviceForm from './device-form';
import type { EditorPage } from './editor-page';
import * as eventsForm from './events-form';
import { violations } from './form-checks';
import * as iconPanel from './icon-panel';
import * as myDataForm from './my-data-form';
import { NotifyForm } from './notify-form';
import * as notifyForm from './notify-form-states';
import { type World, startWorld } from './world';

describe('In the dark theme of Node-RED 5', () => {
  let world: World;
  let editor: EditorPage;

  before(async function () {
    this.timeout(300_000);
    const { redJs, nodePath } = prepareLine(NODE_RED_5);
    world = await startWorld({ redJs, nodePath });
  });
  afterEach(() => world.reset());
  after(() => world.close());

  const open = async () => {
    editor = await world.open({ dark: true });
    await editor.page.locator('html.nr-theme-dark').waitFor();
  };
  const check = async () => assert.deepEqual(await violations(editor), []);

  it('the forms of an account and its nodes are accessible', async () => {
    await accountForms.deploy(world);
    await open();
    await accountForms.goThrough(editor, world, check);
  });

  it('the panel of icons is accessible', async () => {
    await iconPanel.deploy(world);
    await open();
    await iconPanel.goThrough(editor, check);
  });

  it('the form of an app node is accessible', async () => {
    await deployNode(world, 'lametric app', appForm.NODE);
    await open();
    await editor.openNode('node');
    await appForm.goThrough(editor, check);
  });

  it('the forms for a clock and its settings are accessible', async () => {
    await controlForm.deploy(world);
    await open();
    await controlForm.goThrough(editor, check);
  });

  it('the form of an events node is accessible', async () => {
    await deployNode(world, 'lametric events', eventsForm.NODE);
    await open();
    await editor.openNode('node');
    await check();
  });

  it('the form of a notification is accessible', async () => {
    await notifyForm.deploy(world);
    await open();
    await notifyForm.goThrough(new NotifyForm(editor), check);
  });

  it('the form of a my data node is accessible', async () => {
    await myDataForm.deploy(world);
    await open();
    await editor.openNode('node');
    await myDataForm.goThrough(world, new myDataForm.MyDataForm(editor), check);
  });

  it('the form of a clock is accessible', async () => {
    await deviceForm.deploy(world);
    await open();
    const form = await openClock(editor);
    await deviceForm.goThrough(world, form, check);
    await deviceForm.showCertificate(world, form, check);
  });
});
