import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayInputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.javarosa.core.model.FormDef;
import org.javarosa.core.model.FormIndex;
import org.javarosa.core.model.QuestionDef;
import org.javarosa.core.model.data.DateData;
import org.javarosa.core.model.data.DecimalData;
import org.javarosa.core.model.data.IAnswerData;
import org.javarosa.core.model.data.IntegerData;
import org.javarosa.core.model.data.SelectMultiData;
import org.javarosa.core.model.data.SelectOneData;
import org.javarosa.core.model.data.StringData;
import org.javarosa.core.model.data.helper.Selection;
import org.javarosa.core.model.instance.InstanceInitializationFactory;
import org.javarosa.core.model.instance.TreeElement;
import org.javarosa.core.model.utils.DateUtils;
import org.javarosa.form.api.FormEntryController;
import org.javarosa.form.api.FormEntryModel;
import org.javarosa.model.xform.XFormsModule;
import org.javarosa.xform.util.XFormUtils;

/** Does the task in a file (see peer.py) in JavaRosa, and prints what it measured as one line of JSON. */
public class JavaRosaPeer {
    private static final ObjectMapper JSON = new ObjectMapper();

    record Given(String name, String kind, String value) {}

    /** An open interview: the form, and where in it each question is. */
    record Interview(FormDef form, FormEntryController controller, Map<String, FormIndex> places) {}

    static int answered;
    static int rejected;

    public static void main(String[] arguments) throws Exception {
        PrintStream out = System.out;
        System.setOut(new PrintStream(OutputStream.nullOutputStream()));
        new XFormsModule().registerModule();
        JsonNode task = JSON.readTree(Files.readString(Path.of(arguments[0])));
        byte[] xml = Files.readAllBytes(Path.of(task.get("form").asText()));
        List<Given> answers = new ArrayList<>();
        for (JsonNode row : task.get("answers")) {
            answers.add(new Given(row.get(0).asText(), row.get(1).asText(), row.get(2).asText()));
        }
        out.println(JSON.writeValueAsString(measure(xml, answers, task.get("rounds").asInt(), task.get("interviews").asInt())));
        System.exit(0);
    }

    static Map<String, Object> measure(byte[] xml, List<Given> answers, int rounds, int interviews) throws Exception {
        List<Double> loads = new ArrayList<>();
        List<Double> first = new ArrayList<>();
        List<Double> warm = new ArrayList<>();
        Map<String, Object> found = new LinkedHashMap<>();
        for (int round = 0; round < rounds; round++) {
            long begun = System.nanoTime();
            FormEntryController controller = load(xml);
            loads.add(milliseconds(begun));
            Interview interview = open(controller);
            walk(interview, answers, round == 0 ? first : warm);
            if (round == 0) {
                found.put("values", visible(interview));
                found.put("resident_kb", resident());
            }
        }
        found.put("answered", answered);
        found.put("rejected", rejected);
        found.put("load_cold_ms", loads.get(0));
        found.put("load_warm_ms", Collections.min(loads.subList(Math.min(1, rounds - 1), rounds)));
        found.put("cold_ms", List.of(part(first, .5), part(first, .95)));
        found.put("warm_ms", warm.isEmpty() ? null : List.of(part(warm, .5), part(warm, .95)));
        found.put("interview_kb", interviews == 0 ? null : memory(xml, answers, interviews));
        return found;
    }

    static FormEntryController load(byte[] xml) throws Exception {
        FormDef form = XFormUtils.getFormFromInputStream(new ByteArrayInputStream(xml));
        FormEntryController controller = new FormEntryController(new FormEntryModel(form));
        form.initialize(true, new InstanceInitializationFactory());
        return controller;
    }

    static Interview open(FormEntryController controller) {
        FormEntryModel model = controller.getModel();
        Map<String, FormIndex> places = new LinkedHashMap<>();
        FormIndex index = model.incrementIndex(FormIndex.createBeginningOfFormIndex());
        while (!index.isEndOfFormIndex()) {
            if (model.getForm().getChild(index) instanceof QuestionDef) {
                places.put(index.getReference().getNameLast(), index);
            }
            index = model.incrementIndex(index);
        }
        return new Interview(model.getForm(), controller, places);
    }

    static void walk(Interview interview, List<Given> answers, List<Double> taken) {
        answered = 0;
        rejected = 0;
        for (Given given : answers) {
            FormIndex index = interview.places.get(given.name);
            if (!interview.controller.getModel().isIndexRelevant(index)) {
                continue;
            }
            long begun = System.nanoTime();
            int outcome = interview.controller.answerQuestion(index, data(given), true);
            taken.add(milliseconds(begun));
            if (outcome == FormEntryController.ANSWER_OK) {
                answered++;
            } else {
                rejected++;
            }
        }
    }

    static IAnswerData data(Given given) {
        switch (given.kind.split(" ")[0]) {
            case "integer": return new IntegerData(Integer.parseInt(given.value));
            case "decimal": return new DecimalData(Double.parseDouble(given.value));
            case "date": return new DateData(DateUtils.parseDate(given.value));
            case "select_one": return new SelectOneData(new Selection(given.value));
            case "select_multiple":
                List<Selection> chosen = new ArrayList<>();
                for (String value : given.value.split(" ")) {
                    chosen.add(new Selection(value));
                }
                return new SelectMultiData(chosen);
            default: return new StringData(given.value);
        }
    }

    static Map<String, String> visible(Interview interview) {
        Map<String, String> found = new TreeMap<>();
        collect(interview.form.getMainInstance().getRoot(), found);
        return found;
    }

    static void collect(TreeElement element, Map<String, String> found) {
        if (!element.isRelevant() || element.getName().equals("meta")) {
            return;
        }
        if (element.getNumChildren() == 0) {
            found.put(element.getName(), element.getValue() == null ? "" : element.getValue().uncast().getString());
        }
        for (int i = 0; i < element.getNumChildren(); i++) {
            collect(element.getChildAt(i), found);
        }
    }

    /** What one more open interview holds on the heap. JavaRosa has no second interview of one loaded form. */
    static double memory(byte[] xml, List<Given> answers, int interviews) throws Exception {
        List<Interview> open = new ArrayList<>();
        double before = heap();
        for (int i = 0; i < interviews; i++) {
            Interview interview = open(load(xml));
            walk(interview, answers, new ArrayList<>());
            open.add(interview);
        }
        double after = heap();
        return (after - before) / open.size();
    }

    static double heap() throws InterruptedException {
        for (int i = 0; i < 3; i++) {
            System.gc();
            Thread.sleep(50);
        }
        return (Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory()) / 1024.0;
    }

    /** The process's resident memory; null where the system does not say. */
    static Double resident() {
        try {
            for (String line : Files.readAllLines(Path.of("/proc/self/status"))) {
                if (line.startsWith("VmRSS:")) {
                    return Double.valueOf(line.replaceAll("\\D", ""));
                }
            }
        } catch (java.io.IOException unknown) {
            return null;
        }
        return null;
    }

    static double milliseconds(long begun) {
        return (System.nanoTime() - begun) / 1e6;
    }

    static double part(List<Double> values, double part) {
        List<Double> sorted = new ArrayList<>(values);
        Collections.sort(sorted);
        return sorted.get(Math.min(sorted.size() - 1, (int) (part * sorted.size())));
    }
}
