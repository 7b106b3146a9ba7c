"""What one can try in the demo, and as whom."""

from __future__ import annotations

from dataclasses import dataclass

from parley.demo.facts.shapes import Texts, text


@dataclass(frozen=True, slots=True)
class Viewpoint:
    authority: str
    what: Texts


VIEWPOINTS = (
    Viewpoint(
        "pk-mission",
        text(
            "You have confirmed in public that your delegation comes. See how that, and who received it, "
            "stand on the "
            "page with their sources; and that the coming working group still waits for your answer.",
            "Вы публично подтвердили приезд делегации. Посмотрите, как на странице показано это и то, кто принял "
            "делегацию, с указанием источников; посмотрите также, что от вас ещё ожидается ответ на приглашение в "
            "рабочую группу.",
            "贵方已公开确认代表团与会。请看页面如何载明这一点、由谁接待代表团及其来源；即将举行的工作组会"
            "议仍在等待贵方答复。",
            "آپ نے عوامی بیان کے ذریعے اپنے وفد کی آمد کی تصدیق کی ہے۔ دیکھیں کہ یہ، اور یہ کہ وفد کا "
            "استقبال کس نے کیا، صفحے پر ذرائع کے ساتھ کیسے درج ہے؛ اور یہ کہ آئندہ ورکنگ گروپ کے لیے آپ کا "
            "جواب ابھی باقی ہے۔",
        ),
    ),
    Viewpoint(
        "in-nscs",
        text(
            "You host. See who came, keep the records of the meeting, and ask of a document of yours who "
            "sees it and why "
            "another does not.",
            "Вы принимающая сторона. Посмотрите, кто приехал, ведите записи мероприятия и узнайте, кто видит ваш "
            "документ и почему его не видит кто-либо другой.",
            "贵方是主办方。请查看与会情况、管理会议记录，并查询贵方文件谁能看到、为何他方看不到。",
            "آپ میزبان ہیں۔ دیکھیں کہ کون آیا، اجلاس کا ریکارڈ رکھیں، اور اپنی کسی دستاویز کے بارے میں "
            "معلوم کریں کہ اسے کون دیکھتا ہے اور کوئی دوسرا کیوں نہیں دیکھتا۔",
        ),
    ),
    Viewpoint(
        "secretariat",
        text(
            "You run the node, and yet see only what is released to you: compare the seminar's documents "
            "with what China or "
            "Pakistan sees.",
            "Вы обслуживаете узел и всё же видите только предоставленное вам: сравните документы семинара с тем, "
            "что видит Китай или Пакистан.",
            "贵方运行本节点，却也只能看到向贵方发布的内容：请将研讨会文件与中国或巴基斯坦所见作比较。",
            "آپ نوڈ چلاتے ہیں، پھر بھی صرف وہی دیکھتے ہیں جو آپ کو جاری کیا گیا ہے: سیمینار کی جو دستاویزات "
            "آپ کو نظر آتی ہیں، ان کا موازنہ ان سے کریں جو چین یا پاکستان کو نظر آتی ہیں۔",
        ),
    ),
    Viewpoint(
        "cn-authority",
        text(
            "You keep a confidential group: only you see who is in it. Look at the sharing groups, then "
            "at them as another "
            "member.",
            "Вы распорядитель конфиденциальной группы: только вы видите, кто в неё входит. Откройте группы обмена, а "
            "затем посмотрите на них от имени другого государства-члена.",
            "贵方管理一个保密小组：只有贵方能看到其成员。请查看共享小组，再以另一成员国的身份查看。",
            "آپ صیغۂ راز کے ایک گروپ کے نگران ہیں: اس میں کون ہے، یہ صرف آپ دیکھتے ہیں۔ اشتراکی گروپ "
            "دیکھیں، پھر انہیں کسی دوسرے رکن کی حیثیت سے دیکھیں۔",
        ),
    ),
)
