import './dialog.css';
import { clocksRow } from '../../../editor/clocks/row';
import { VARIABLE_TYPES, makeAccessible } from '../../../editor/form';
import { type Apps, appSource } from '../../../editor/picker/apps';
import { pickerType } from '../../../editor/picker/picker';
import type { Source } from '../../../editor/picker/source';
import type { AppProperties, ParameterProperties } from '../properties';
import { type Action, actionSource, findActions } from './actions';
import { ParameterRows } from './parameters';

/** The edit dialog of an app node. */
export class AppDialog {
  readonly #form = $('.lametric-app').last();
  readonly #rows: ParameterRows;
  readonly #actionSource: Source;
  #apps: Apps = {};

  constructor({ parameters }: AppProperties) {
    this.#rows = new ParameterRows(this.#form.find('#lametric-app-parameters'), parameters);
    const source = appSource(clocksRow(this.#form), (apps) => {
      this.#apps = apps;
      this.#showActions();
    });
    this.#actionSource = actionSource(source, () => this.#actions);
    const app = this.#field('app');
    app.typedInput({
      types: [pickerType(app, source), ...VARIABLE_TYPES],
      typeField: '#node-input-appType',
    });
    const actionId = this.#field('actionId');
    actionId.typedInput({ types: [pickerType(actionId, this.#actionSource)] });
    makeAccessible(this.#form);
    this.#field('action').on('change', () => this.#showFields());
    app.on('change', () => this.#showActions());
    actionId.on('change', () => this.#showActions());
    this.#showFields();
    this.#showActions();
  }

  get parameters(): ParameterProperties[] {
    return this.#action === 'do' ? this.#rows.values : [];
  }

  /** The first problem of the parameters, as far as the form can tell. */
  get problem(): string | undefined {
    return this.#action === 'do' ? this.#rows.problem : undefined;
  }

  get #action(): string {
    return String(this.#field('action').val());
  }

  get #actions(): Action[] {
    const isFixed = this.#field('app').typedInput('type') === 'str';
    return findActions(this.#apps, isFixed ? this.#field('app').typedInput('value') : undefined);
  }

  #field(name: keyof AppProperties): JQuery {
    return this.#form.find(`#node-input-${name}`);
  }

  /** Shows only what the chosen action needs. */
  #showFields(): void {
    const action = this.#action;
    this.#form.find('[data-for]').each((_, element) => {
      $(element).toggle((element.dataset['for'] ?? '').split(' ').includes(action));
    });
  }

  #showActions(): void {
    this.#actionSource.onChange();
    const id = this.#field('actionId').typedInput('value');
    this.#rows.draw(this.#actions.find((action) => action.id === id)?.parameters);
  }
}
