package finegrain.trainer.result;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import finegrain.trainer.data.Fact;
import java.util.ArrayList;
import java.util.List;

/**
 * What a manifest and a report say about a run beside its results.
 *
 * @param facts what was understood of the data
 * @param warnings what the results have to be read with, a sentence each
 */
record RunNotes(List<Fact> facts, List<String> warnings) {
  private static final String DATA = "data";
  private static final String WARNINGS = "warnings";

  /** Copies the lists. */
  RunNotes {
    facts = List.copyOf(facts);
    warnings = List.copyOf(warnings);
  }

  /** From a manifest; one of an older version has none. */
  static RunNotes of(JsonObject manifest) {
    List<Fact> facts = new ArrayList<>();
    if (manifest.get(DATA) instanceof JsonObject data) {
      data.asMap().forEach((name, text) -> facts.add(new Fact(name, text.getAsString())));
    }
    List<String> warnings =
        manifest.get(WARNINGS) instanceof JsonArray sentences
            ? sentences.asList().stream().map(JsonElement::getAsString).toList()
            : List.of();
    return new RunNotes(facts, warnings);
  }

  /** Adds them to a manifest; facts of one name become one. */
  void addTo(JsonObject manifest) {
    if (!facts.isEmpty()) {
      JsonObject data = new JsonObject();
      for (Fact fact : facts) {
        String before = data.has(fact.name()) ? data.get(fact.name()).getAsString() + "; " : "";
        data.addProperty(fact.name(), before + fact.text());
      }
      manifest.add(DATA, data);
    }
    if (!warnings.isEmpty()) {
      JsonArray sentences = new JsonArray();
      warnings.forEach(sentences::add);
      manifest.add(WARNINGS, sentences);
    }
  }

  /** The keys that these notes have in a manifest. */
  static List<String> keys() {
    return List.of(DATA, WARNINGS);
  }
}
