import { useId, useState } from 'react';
import type { PackClasses } from '../../core/formats/pack';
import { useCommands } from '../commandsContext';
import { useCollection } from '../state/collection';
import { useModel } from '../state/model';
import { chosenClass, matchesOf, optionOf, type OpenMatch } from './matches';

/** Rows that are drawn; a folder of a thousand unknown classes is told, not listed. */
const MOST_ROWS = 20;

/** Which class of a model of labels each of the person's classes is, and the question where that is not known. */
export function ClassMatches() {
  const pack = useModel((state) => state.pack);
  const rows = useCollection((state) => state.classes);
  const list = useId();
  const matches = pack === null ? null : matchesOf(pack, rows);
  const classes = pack?.classes;
  if (matches === null || classes === undefined || rows.length === 0) return null;
  const { known, open } = matches;
  const all = known + open.length;
  return (
    <div className="class-matches">
      <h4>Your classes</h4>
      <output className="small">
        {open.length === 0
          ? `All ${all} are classes of the model.`
          : `${known} of ${all} are classes of the model. It generates nothing for the others until you say which they are.`}
      </output>
      {open.slice(0, MOST_ROWS).map((match) => (
        <MatchField key={match.folder} match={match} classes={classes} list={list} />
      ))}
      {open.length > MOST_ROWS && (
        <p className="small muted">And {open.length - MOST_ROWS} more, after these.</p>
      )}
      {open.length > 0 && (
        <datalist id={list}>
          {classes.names.map((name, row) => {
            const { prompt, label } = optionOf(classes, row);
            return (
              <option key={`${name} ${prompt}`} value={prompt}>
                {label}
              </option>
            );
          })}
        </datalist>
      )}
    </div>
  );
}

interface MatchFieldProps {
  readonly match: OpenMatch;
  readonly classes: PackClasses;
  /** Id of the list of all classes. */
  readonly list: string;
}

function MatchField({ match, classes, list }: MatchFieldProps) {
  const { folder, name, candidates } = match;
  const commands = useCommands();
  const id = useId();
  const [refused, setRefused] = useState<string | null>(null);
  const choose = (text: string) => {
    const prompt = chosenClass(classes, text);
    if (prompt !== null) commands.editClass(folder, { prompt });
    else setRefused(text.trim() === '' ? null : text);
  };
  return (
    <div className="class-match">
      <label htmlFor={id} className="clip">
        {name} <span className="visually-hidden">is the model’s class</span>
      </label>
      <input
        id={id}
        className="text-field"
        list={list}
        placeholder="Name or WordNet id"
        onChange={(event) => {
          // A choice from the list comes at once; words that are being written wait for their end.
          const { inputType } = event.nativeEvent as InputEvent;
          if (inputType === 'insertReplacementText') choose(event.currentTarget.value);
        }}
        onBlur={(event) => choose(event.currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key === 'Enter') choose(event.currentTarget.value);
        }}
      />
      {candidates.length > 0 && (
        <div className="class-candidates">
          {candidates.map(({ prompt, label }) => (
            <button
              key={prompt}
              type="button"
              className="quiet-button"
              onClick={() => commands.editClass(folder, { prompt })}
            >
              {label}
            </button>
          ))}
        </div>
      )}
      {refused !== null && (
        <p className="small tone-error" role="alert">
          “{refused}” is no class of the model, or several.
        </p>
      )}
    </div>
  );
}
