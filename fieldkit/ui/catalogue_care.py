"""The interface texts of the pages about a person's care: upset, help that cannot wait, services, paper, not saved.

The health clocks are those of shared/reference/instruments.md 7: emergency contraception up to 5 days, medicine against
HIV infection within 72 hours. What helps somebody who is upset is in own words after the WHO's ten principles and
psychological first aid. No fluent reader and no health worker has reviewed these texts yet. See `catalogue.py`.
"""

CARE: dict[str, dict[str, str]] = {
    # --- the person is upset ---
    "distress.title": {
        "en": "The person is upset",
        "rw": "Umuntu arababaye",
        "fr": "La personne est bouleversée",
        "sw": "Mtu amefadhaika",
    },
    "distress.slow": {
        "en": "Stop asking. Stay calm and near, and give time. Silence is all right; so are tears.",
        "rw": "Hagarika ibibazo. Tuza, umube hafi, umuhe umwanya. Guceceka nta cyo bitwaye, no kurira na byo.",
        "fr": "Arrêtez les questions. Restez calme et proche, laissez du temps. Le silence et les larmes sont permis.",
        "sw": "Acha kuuliza. Tulia, kaa karibu, mpe muda. Kunyamaza ni sawa, na kulia pia.",
    },
    "distress.water": {
        "en": "Offer water, a seat, a quiet place, somebody they trust. Touch nobody without asking.",
        "rw": "Muhe amazi, aho kwicara, ahatuje, uwo yizeye. Ntugire uwo ukoraho utabimubajije.",
        "fr": "Proposez de l'eau, un siège, un endroit calme, une personne de confiance. Ne touchez pas sans demander.",
        "sw": "Mpe maji, kiti, mahali tulivu, mtu anayemwamini. Usimguse bila kuuliza.",
    },
    "distress.say": {
        "en": "You can say:",
        "rw": "Ushobora kuvuga:",
        "fr": "Vous pouvez dire :",
        "sw": "Unaweza kusema:",
    },
    "distress.say_stop": {
        "en": '"We can stop. Nothing bad comes of it."',
        "rw": '"Dushobora guhagarara. Nta ngaruka mbi bigira."',
        "fr": "« Nous pouvons arrêter. Cela n'aura aucune conséquence pour vous. »",
        "sw": '"Tunaweza kuacha. Hakuna ubaya utakaotokea."',
    },
    "distress.say_decide": {
        "en": '"You decide what you tell and what comes next."',
        "rw": '"Ni wowe uhitamo icyo uvuga n\'igikurikira."',
        "fr": "« C'est vous qui décidez de ce que vous dites et de la suite. »",
        "sw": '"Wewe ndiye unayeamua unachosema na kinachofuata."',
    },
    "distress.say_ground": {
        "en": '"Feel your feet on the ground. Breathe slowly, out longer than in. Name three things you see here."',
        "rw": '"Umva ibirenge byawe ku butaka. Humeka buhoro, usohora igihe kirekire. Vuga ibintu bitatu ubona hano."',
        "fr": "« Sentez vos pieds au sol. Respirez lentement, plus longtemps en soufflant. "
        "Nommez trois choses que vous voyez ici. »",
        "sw": '"Hisi miguu yako chini. Pumua polepole, ukitoa pumzi kwa muda mrefu. Taja vitu vitatu unavyoona hapa."',
    },
    "distress.dont": {
        "en": "Do not press, do not ask for details again, do not promise what you cannot keep, do not judge.",
        "rw": "Ntugahate, ntukongere kubaza ibisobanuro, ntugasezeranye ibyo utazakora, ntugacire urubanza.",
        "fr": "N'insistez pas, ne redemandez pas de détails, ne promettez rien d'incertain, ne jugez pas.",
        "sw": "Usimlazimishe, usiulize tena undani, usiahidi usichoweza, usimhukumu.",
    },
    "distress.then": {
        "en": "Go on only if the person says so. Otherwise save and leave, and offer help all the same.",
        "rw": "Komeza ari uko abyemeye. Bitabaye ibyo bika usohoke, ariko umuhe ubufasha uko biri kose.",
        "fr": "Ne continuez que si la personne le dit. Sinon enregistrez et quittez, et proposez quand même de l'aide.",
        "sw": "Endelea tu akisema hivyo. La sivyo hifadhi na utoke, na mpe msaada hata hivyo.",
    },
    "distress.lines": {
        "en": "Who can help by telephone:",
        "rw": "Abafasha kuri telefoni:",
        "fr": "Qui peut aider par téléphone :",
        "sw": "Wanaoweza kusaidia kwa simu:",
    },
    # --- help that cannot wait ---
    "before.title": {
        "en": "Help that cannot wait",
        "rw": "Ubufasha budashobora gutegereza",
        "fr": "L'aide qui ne peut pas attendre",
        "sw": "Msaada usioweza kusubiri",
    },
    "before.first": {
        "en": "If sexual violence may have happened lately, care comes first. The talk can wait.",
        "rw": "Niba hashobora kuba harabaye ihohoterwa rishingiye ku gitsina vuba aha, kwivuza ni byo bibanza. "
        "Ikiganiro cyategereza.",
        "fr": "En cas de violences sexuelles récentes, même possibles, les soins d'abord. L'entretien peut attendre.",
        "sw": "Kama huenda kulitokea ukatili wa kingono hivi karibuni, matibabu kwanza. Mazungumzo yanaweza kusubiri.",
    },
    "before.pep": {
        "en": "Within 72 hours (3 days), the sooner the better: medicine against HIV infection.",
        "rw": "Mu masaha 72 (iminsi 3), vuba bishoboka: imiti irinda kwandura virusi itera SIDA.",
        "fr": "Dans les 72 heures (3 jours), le plus tôt possible : un traitement contre l'infection par le VIH.",
        "sw": "Ndani ya saa 72 (siku 3), mapema iwezekanavyo: dawa ya kuzuia maambukizi ya VVU.",
    },
    "before.contraception": {
        "en": "Within 120 hours (5 days): emergency contraception.",
        "rw": "Mu masaha 120 (iminsi 5): uburyo bwihutirwa bwo kwirinda gusama.",
        "fr": "Dans les 120 heures (5 jours) : la contraception d'urgence.",
        "sw": "Ndani ya saa 120 (siku 5): dawa ya dharura ya kuzuia mimba.",
    },
    "before.where": {
        "en": "Where: an Isange One Stop Centre or the nearest health centre.",
        "rw": "Aho bikorerwa: Isange One Stop Centre cyangwa ikigo nderabuzima cya hafi.",
        "fr": "Où : un centre Isange One Stop ou le centre de santé le plus proche.",
        "sw": "Wapi: kituo cha Isange One Stop Centre au kituo cha afya kilicho karibu.",
    },
    "before.hours": {
        "en": "Not every centre is open at night: call first.",
        "rw": "Ibigo byose ntibikora nijoro: banza uhamagare.",
        "fr": "Tous les centres ne sont pas ouverts la nuit : appelez d'abord.",
        "sw": "Si kila kituo kiko wazi usiku: piga simu kwanza.",
    },
    "before.police": {
        "en": "Ask there for care without a report to the police (not yet verified that every centre gives it).",
        "rw": "Saba kwivuza utabanje kurega kuri polisi (ntibiremezwa ko buri kigo kibikora).",
        "fr": "Demandez-y des soins sans plainte à la police (pas encore vérifié pour chaque centre).",
        "sw": "Omba matibabu bila kuripoti polisi (bado haijathibitishwa kuwa kila kituo hufanya hivyo).",
    },
    "before.choice": {
        "en": "Offer it to everyone, ask for no details. The person decides; an interview can be gone on with later.",
        "rw": "Bibwire buri wese, ntubaze ibisobanuro. Umuntu ni we uhitamo; ikiganiro gishobora gukomeza nyuma.",
        "fr": "Proposez-le à tous, sans demander de détails. La personne décide ; l'entretien peut attendre.",
        "sw": "Mwambie kila mtu, usiulize undani. Mtu mwenyewe huamua; mahojiano yanaweza kuendelea baadaye.",
    },
    # --- something could not be saved ---
    "trouble.title": {
        "en": "This was not saved",
        "rw": "Ibi ntibyabitswe",
        "fr": "Ceci n'a pas été enregistré",
        "sw": "Hii haikuhifadhiwa",
    },
    "trouble.disk": {
        "en": "The disk of this laptop is full.",
        "rw": "Ububiko bw'iyi mudasobwa bwuzuye.",
        "fr": "Le disque de cet ordinateur est plein.",
        "sw": "Diski ya kompyuta hii imejaa.",
    },
    "trouble.room": {
        "en": "Make room: in another window, delete files that are not needed. Then press Enter here.",
        "rw": "Shaka umwanya: mu rindi dirishya, siba dosiye zidakenewe. Hanyuma ukande Enter hano.",
        "fr": "Libérez de la place : dans une autre fenêtre, supprimez des fichiers inutiles. Puis Entrée ici.",
        "sw": "Tengeneza nafasi: kwenye dirisha jingine, futa faili zisizohitajika. Kisha bonyeza Enter hapa.",
    },
    "trouble.safe": {
        "en": "What was answered before is safe.",
        "rw": "Ibyasubijwe mbere birabitse neza.",
        "fr": "Ce qui a été répondu avant est en sécurité.",
        "sw": "Yaliyojibiwa kabla yako salama.",
    },
    "trouble.code": {
        "en": "For whoever helps: {error}",
        "rw": "Ku ufasha: {error}",
        "fr": "Pour qui aide : {error}",
        "sw": "Kwa anayesaidia: {error}",
    },
    "trouble.how": {
        "en": "Enter tries again. Leaving loses only this last step.",
        "rw": "Enter yongera kugerageza. Gusohoka bitakaza iyi ntambwe ya nyuma gusa.",
        "fr": "Entrée essaie de nouveau. Quitter ne perd que cette dernière étape.",
        "sw": "Enter hujaribu tena. Kutoka hupoteza hatua hii ya mwisho tu.",
    },
    # --- services, paper ---
    "services.title": {
        "en": "Where help is",
        "rw": "Ahari ubufasha",
        "fr": "Où trouver de l'aide",
        "sw": "Msaada ulipo",
    },
    "services.none": {
        "en": "No service that can be reached is listed here. Call the duty phone: they know who can help.",
        "rw": "Nta rwego rushobora kugerwaho ruri hano. Hamagara telefoni y'ubishinzwe: bazi uwafasha.",
        "fr": "Aucun service joignable n'est indiqué ici. Appelez le téléphone de garde : il sait qui peut aider.",
        "sw": "Hakuna huduma inayofikika iliyoorodheshwa hapa. Piga simu ya zamu: wanajua nani anaweza kusaidia.",
    },
    "services.verified": {
        "en": "verified",
        "rw": "byagenzuwe",
        "fr": "vérifié",
        "sw": "imethibitishwa",
    },
    "services.unverified": {
        "en": "not yet verified: call before you send anybody",
        "rw": "ntibiragenzurwa: banza uhamagare mbere yo kohereza umuntu",
        "fr": "pas encore vérifié : appelez avant d'envoyer quelqu'un",
        "sw": "bado haijathibitishwa: piga simu kabla ya kumtuma mtu",
    },
    "services.hours": {
        "en": "hours: {hours}",
        "rw": "amasaha: {hours}",
        "fr": "heures : {hours}",
        "sw": "saa: {hours}",
    },
    "services.offer": {
        "en": "Offer these. The person decides; go along or call for them if they want it.",
        "rw": "Mubwire izi nzego. Ni we uhitamo; mujyane cyangwa umuhamagarire niba abishaka.",
        "fr": "Proposez-les. La personne décide ; accompagnez-la ou appelez pour elle si elle le veut.",
        "sw": "Mpe chaguo hizi. Yeye ndiye huamua; fuatana naye au mpigie simu akitaka.",
    },
    "paper.title": {
        "en": "Ask: is it safe for you to carry paper?",
        "rw": "Baza: gutwara urupapuro nta kibazo byaguteza?",
        "fr": "Demandez : est-il sûr pour vous de porter un papier ?",
        "sw": "Uliza: ni salama kwako kubeba karatasi?",
    },
    "paper.hint": {
        "en": "Somebody may look through pockets, bags and telephones.",
        "rw": "Hari uwashobora gusaka imifuka, ibikapu na telefoni.",
        "fr": "Quelqu'un peut fouiller poches, sacs et téléphones.",
        "sw": "Mtu anaweza kupekua mifuko, mikoba na simu.",
    },
    "paper.yes": {"en": "Yes", "rw": "Yego", "fr": "Oui", "sw": "Ndiyo"},
    "paper.no": {"en": "No", "rw": "Oya", "fr": "Non", "sw": "Hapana"},
    "paper.unsure": {"en": "Not sure", "rw": "Ntabizi neza", "fr": "Pas sûr", "sw": "Hana uhakika"},
    "slip.title": {
        "en": "Copy by hand",
        "rw": "Andukura n'intoki",
        "fr": "À recopier à la main",
        "sw": "Nakili kwa mkono",
    },
    "slip.how": {
        "en": "Only these numbers and hours: no name, no place, no reason.",
        "rw": "Izi nomero n'amasaha gusa: nta zina, nta hantu, nta mpamvu.",
        "fr": "Seulement ces numéros et ces heures : ni nom, ni lieu, ni raison.",
        "sw": "Namba na saa hizi tu: bila jina, bila mahali, bila sababu.",
    },
    "slip.nothing": {
        "en": "Nothing is printed and nothing is saved.",
        "rw": "Nta cyandikwa ku icapiro, nta kibikwa.",
        "fr": "Rien n'est imprimé et rien n'est enregistré.",
        "sw": "Hakuna kinachochapishwa wala kuhifadhiwa.",
    },
    "heart.title": {
        "en": "No paper: one number, learnt by heart",
        "rw": "Nta rupapuro: nomero imwe, yo gufata mu mutwe",
        "fr": "Pas de papier : un numéro, appris par cœur",
        "sw": "Bila karatasi: namba moja, ikaririwe",
    },
    "heart.how": {
        "en": "Say it together until the person can say it alone. Do not put it into a telephone.",
        "rw": "Muyivugire hamwe kugeza ashoboye kuyivuga wenyine. Ntimuyandike muri telefoni.",
        "fr": "Dites-le ensemble jusqu'à ce que la personne puisse le dire seule. Ne l'entrez pas dans un téléphone.",
        "sw": "Itamkeni pamoja hadi aweze kuitamka peke yake. Msiiweke kwenye simu.",
    },
}
