import assert from 'node:assert/strict';
import { connect } from '../../harness/account';
import { ENGLISH, TRANSLATIONS } from '../../scripts/catalogues';
import * as accountForms from './account-forms';
import * as appForm from './app-form';
import { openClock } from './clock-form';
import { deployNode } from './clock-nodes';
import * as controlForm from './control-form';
import * as deviceForm from './device-form';
import type { EditorPage } from './editor-page';
import * as eventsForm from './events-form';
import { flaws } from './form-checks';
import * as iconPanel from './icon-panel';
import * as myDataForm from './my-data-form';
import { NotifyForm } from './notify-form';
import * as notifyForm from './notify-form-states';
import * as severalForm from './several-form';
import { type World, startWorld } from './world';

interface Form {
  deploy(world: World): Promise<void>;
  goThrough(editor: EditorPage, check: () => Promise<void>, world: World): Promise<void>;
  viewport?: { width: number; height: number };
}

const FORMS: Record<string, Form> = {
  'an account and its nodes': {
    deploy: async (world) => {
      await accountForms.deploy(world);
      await connect(world.nodeRed, world.simulator);
    },
    goThrough: accountForms.goThroughTranslated,
  },
  'an app node': {
    deploy: (world) => deployNode(world, 'lametric app', appForm.NODE),
    goThrough: async (editor, check) => {
      await editor.openNode('node');
      await appForm.goThrough(editor, check);
    },
  },
  'a control and a state node': controlForm,
  'a clock': {
    deploy: deviceForm.deploy,
    goThrough: async (editor, check, world) => deviceForm.goThrough(world, await openClock(editor), check),
  },
  'an events node': {
    deploy: (world) => deployNode(world, 'lametric events', eventsForm.NODE),
    goThrough: async (editor, check) => {
      await editor.openNode('node');
      await check();
    },
  },
  'a my data node': {
    deploy: (world) => myDataForm.deploy(world),
    goThrough: async (editor, check, world) => {
      await editor.openNode('node');
      await myDataForm.goThrough(world, new myDataForm.MyDataForm(editor), check);
    },
  },
  'a notification': {
    deploy: notifyForm.deploy,
    goThrough: (editor, check) => notifyForm.goThrough(new NotifyForm(editor), check),
  },
  'several clocks': severalForm,
  // Of a dialog of the same size, at 150 %.
  'the panel of icons': { ...iconPanel, viewport: { width: 853, height: 600 } },
};

describe('A form', () => {
  let world: World;

  before(async () => {
    world = await startWorld();
  });
  afterEach(() => world.reset());
  after(() => world.close());

  // One language after the other, because each is an editor of its own.
  for (const locale of [ENGLISH, ...TRANSLATIONS]) {
    for (const [title, form] of Object.entries(FORMS)) {
      it(`fits in ${locale}, and is translated: ${title}`, async () => {
        await form.deploy(world);
        const editor = await world.open({ locale });
        await editor.page.setViewportSize(form.viewport ?? { width: 1024, height: 700 });
        await form.goThrough(editor, async () => assert.deepEqual(await flaws(editor), []), world);
      });
    }
  }
});
