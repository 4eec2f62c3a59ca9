package finegrain.trainer.data.image;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import java.util.ArrayList;
import java.util.List;

/**
 * What a {@link PixelFile} holds.
 *
 * @param key of the folder's state that was decoded
 * @param width of each image
 * @param height of each image
 * @param sections the images of each set, in the order of the file
 * @param bad the files of the listing that gave no image, in increasing order
 * @param notes what is unusual about others
 */
record PixelDescription(
    String key,
    int width,
    int height,
    List<SectionImages> sections,
    List<Remark> bad,
    List<Remark> notes) {
  /** Copies the lists. */
  PixelDescription {
    sections = List.copyOf(sections);
    bad = List.copyOf(bad);
    notes = List.copyOf(notes);
  }

  /**
   * The images of one set.
   *
   * @param images how many there are
   * @param sha256 of the class and the pixels of each
   */
  record SectionImages(int images, String sha256) {}

  /** Something about a file of the listing, which is named by its index. */
  record Remark(int file, String text) {}

  long images() {
    return sections.stream().mapToLong(SectionImages::images).sum();
  }

  long imageBytes() {
    return (long) RgbImage.CHANNELS * width * height;
  }

  /** As JSON. */
  String text() {
    JsonObject json = new JsonObject();
    json.addProperty("key", key);
    json.addProperty("width", width);
    json.addProperty("height", height);
    JsonArray sets = new JsonArray();
    for (SectionImages section : sections) {
      JsonObject set = new JsonObject();
      set.addProperty("images", section.images());
      set.addProperty("sha256", section.sha256());
      sets.add(set);
    }
    json.add("sections", sets);
    json.add("bad", array(bad));
    json.add("notes", array(notes));
    return json.toString();
  }

  private static JsonArray array(List<Remark> remarks) {
    JsonArray array = new JsonArray();
    for (Remark remark : remarks) {
      JsonObject json = new JsonObject();
      json.addProperty("file", remark.file());
      json.addProperty("text", remark.text());
      array.add(json);
    }
    return array;
  }

  /**
   * From its JSON.
   *
   * @throws JsonParseException if it is none
   */
  static PixelDescription parse(String text) {
    try {
      JsonObject json = JsonParser.parseString(text).getAsJsonObject();
      List<SectionImages> sections = new ArrayList<>();
      for (JsonElement element : json.getAsJsonArray("sections")) {
        JsonObject set = element.getAsJsonObject();
        sections.add(
            new SectionImages(set.get("images").getAsInt(), set.get("sha256").getAsString()));
      }
      return new PixelDescription(
          json.get("key").getAsString(),
          json.get("width").getAsInt(),
          json.get("height").getAsInt(),
          sections,
          remarks(json.getAsJsonArray("bad")),
          remarks(json.getAsJsonArray("notes")));
    } catch (JsonParseException damaged) {
      throw damaged;
    } catch (RuntimeException missing) {
      throw new JsonParseException("no description of pixels", missing);
    }
  }

  private static List<Remark> remarks(JsonArray array) {
    List<Remark> remarks = new ArrayList<>();
    for (JsonElement element : array) {
      JsonObject json = element.getAsJsonObject();
      remarks.add(new Remark(json.get("file").getAsInt(), json.get("text").getAsString()));
    }
    return remarks;
  }
}
